import type { SecretFile } from './secret-files.ts';

/** Files in which tools, editors and clients keep their credentials; as `SECRET_FILES`, but for what is on nobody's first list. */
export const TOOL_FILES: readonly SecretFile[] = [
  {
    path: 'tools/a/.netrc',
    rule: 'netrc-file-password',
    holds: 'default login ci password {base62:14}\n',
    clean: `default login ci password \${PASSWORD}\n`,
  },
  {
    path: 'tools/b/.netrc',
    rule: 'netrc-password',
    holds: 'machine api.acme.dev login "ci" password "{base62:14}"\n',
    clean: 'machine api.acme.dev login ci\n',
  },
  {
    path: 'tools/.pypirc',
    rule: 'pypirc-password',
    holds: '[acme]\npassword = {base62:14}\nusername = ci\n',
    clean: '[acme]\npassword = %(password)s\nusername = ci\n',
  },
  {
    path: 'tools/.npmrc',
    rule: 'npmrc-unscoped-auth-token',
    holds: '_authToken={base62:40}\n',
    clean: `_authToken=\${NPM_TOKEN}\n`,
  },
  {
    path: 'tools/.yarnrc.yml',
    rule: 'yarnrc-auth-ident',
    holds: 'npmAuthIdent: "ci:{base62:16}"\n',
    clean: `npmAuthIdent: "\${NPM_IDENT}"\n`,
  },
  {
    path: 'tools/rclone.conf',
    rule: 'rclone-obscured-password',
    holds: '[files]\ntype = sftp\npass = {base64url:40}\n',
    clean: '[files]\ntype = sftp\npass = \n',
  },
  {
    path: 'tools/sitemanager.xml',
    rule: 'filezilla-password',
    holds: '<Server><Host>ftp.acme.dev</Host><Pass encoding="base64">{base64:22}==</Pass></Server>\n',
    clean: '<Server><Host>ftp.acme.dev</Host><Pass></Pass></Server>\n',
  },
  {
    path: 'tools/.ftpconfig',
    rule: 'sftp-config-password',
    holds: '{ "host": "ftp.acme.dev", "pass": "{base62:12}" }\n',
    clean: '{ "host": "ftp.acme.dev", "pass": "" }\n',
  },
  {
    path: 'tools/credentials.xml',
    rule: 'jenkins-home-encrypted-secret',
    holds: '<password>{AQAAABAAAAAg{base64:63}=}</password>\n',
    clean: '<password>{AQAAABAAAA...}</password>\n',
  },
  {
    path: 'tools/.htpasswd',
    rule: 'password-hash-htpasswd',
    holds: `ci:$apr1\${base62:8}\${base62:22}\n`,
    clean: '# htpasswd -c .htpasswd ci\n',
  },
  {
    path: 'tools/etc/shadow',
    rule: 'password-hash-shadow',
    holds: `root:$6\${base62:16}\${base62:86}:18000:0:99999:7:::\n`,
    clean: 'root:!:18000:0:99999:7:::\nbin:*:18000:0:99999:7:::\n',
  },
  {
    path: 'tools/wpa_supplicant.conf',
    rule: 'wifi-wpa-supplicant-psk',
    holds: 'network={\n\tssid="acme"\n\tpsk="{base62:12}"\n}\n',
    clean: 'network={\n\tssid="acme"\n\tpsk="password"\n}\n',
  },
  {
    path: 'tools/client.ovpn',
    rule: 'openvpn-inline-password',
    holds: 'client\n<auth-user-pass>\nci\n{base62:14}\n</auth-user-pass>\n',
    clean: 'client\nauth-user-pass\n',
  },
  {
    path: 'tools/.bundle/config',
    rule: 'bundler-source-credentials',
    holds: '---\nBUNDLE_GEMS__ACME__DEV: "ci:{base62:20}"\n',
    clean: '---\nBUNDLE_PATH: "vendor/bundle"\n',
  },
  {
    path: 'tools/auth.json',
    rule: 'composer-http-basic',
    holds: '{ "http-basic": { "repo.acme.dev": { "username": "{hex:32}", "password": "{hex:32}" } } }\n',
    clean: '{ "http-basic": {} }\n',
  },
  {
    path: 'tools/pip.conf',
    rule: 'pip-index-password',
    holds: '[global]\nindex-url = https://ci:{base62:20}@pypi.acme.dev/simple\n',
    clean: '[global]\nindex-url = https://pypi.acme.dev/simple\n',
  },
  {
    path: 'tools/.msmtprc',
    rule: 'mail-client-password',
    holds: 'account acme\nuser ci\npassword {base62:14}\n',
    clean: 'account acme\nuser ci\npasswordeval "pass mail"\n',
  },
  {
    path: 'tools/.smbcredentials',
    rule: 'cifs-credentials-password',
    holds: 'username=ci\npassword={base62:14}\n',
    clean: 'username=ci\npassword=\n',
  },
  {
    path: 'tools/keys.csv',
    rule: 'aws-secret-access-key-after-id',
    holds: 'user,id,key\nci,AKIA{base32:16},{base64:40}\n',
    clean: 'user,id,key\nci,,\n',
  },
  {
    path: 'tools/oauth.yaml',
    rule: 'oauth-client-secret',
    holds: 'shop:\n  client_id: {base62:20}\n  client_secret: "{base62:32}"\n',
    clean: `shop:\n  client_id: shop\n  client_secret: "\${CLIENT_SECRET}"\n`,
  },
];
