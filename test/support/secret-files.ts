/** A file that people keep secrets in: its path, what stands in it (as a template), and the same without a secret. */
export interface SecretFile {
  readonly path: string;
  /** One secret, found by one rule. */
  readonly rule: string;
  readonly holds: string;
  /** As projects rightly commit it: variables, placeholders, words of the format's documentation. */
  readonly clean: string;
}

const PUTTY = 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: a\nPublic-Lines: 1\n{base64:64}\n';
const PGPASS = 'db.example.com:5432:shop:app:';
const HISTORY = 'cd /srv/app\nls -la\n';
const KUBECONFIG = 'apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n';
const TFSTATE = '{\n  "version": 4,\n  "terraform_version": "1.9.0",\n';
const output = (value: string): string =>
  `${TFSTATE}  "outputs": {\n    "db": {\n      "value": "${value}",\n      "type": "string",\n      "sensitive": true\n    }\n  }\n}\n`;
const attribute = (name: string, value: string): string =>
  `${TFSTATE}  "resources": [{ "instances": [{ "attributes": {\n            "id": "db-1",\n            "${name}": "${value}"\n  } }] }]\n}\n`;

/** By format; binary ones as latin1. */
export const SECRET_FILES: readonly SecretFile[] = [
  {
    path: 'a/.npmrc',
    rule: 'npmrc-auth-token',
    holds: 'registry=https://npm.acme.dev/\n//npm.acme.dev/:_authToken={base62:40}\n',
    clean: `//npm.acme.dev/:_authToken=\${NPM_TOKEN}\nalways-auth=true\n`,
  },
  {
    path: 'b/.npmrc',
    rule: 'npmrc-auth',
    holds: '//npm.acme.dev/:_auth="{base64:44}"\n',
    clean: `//npm.acme.dev/:_auth=\${NPM_AUTH}\n_auth=\n`,
  },
  {
    path: 'c/.npmrc',
    rule: 'npmrc-auth',
    holds: '//npm.acme.dev/:username=ci\n//npm.acme.dev/:_password={base64:24}\n',
    clean: `//npm.acme.dev/:username=ci\n//npm.acme.dev/:_password=\${NPM_PASSWORD}\n`,
  },
  {
    path: 'd/.npmrc',
    rule: 'npmrc-unscoped-auth',
    holds: 'registry=https://npm.acme.dev/\n_auth={base64:28}\n',
    clean: `_auth=\${NPM_AUTH}\nalways-auth=true\n`,
  },
  {
    path: '.pypirc',
    rule: 'pypirc-password',
    holds:
      '[distutils]\nindex-servers =\n    acme\n\n[acme]\nrepository = https://pypi.acme.dev\nusername = ci\npassword = {base62:14}\n',
    clean: '[acme]\nusername = ci\npassword = <your password>\n',
  },
  {
    path: '.netrc',
    rule: 'netrc-password',
    holds: 'machine api.acme.dev\n  login ci\n  password {base62:14}\n',
    clean: `machine api.acme.dev login ci password \${API_PASSWORD}\n`,
  },
  {
    path: 'b/_netrc',
    rule: 'netrc-password',
    holds: 'machine api.acme.dev login ci password {base62:14}\n',
    clean: 'default login anonymous password user@site\n',
  },
  {
    path: '.docker/config.json',
    rule: 'docker-registry-auth',
    holds: '{"auths": {"https://index.docker.io/v1/": {"auth": "{base64:40}"}}}\n',
    clean: '{"auths": {"https://index.docker.io/v1/": {}}, "credsStore": "desktop"}\n',
  },
  {
    path: 'b/.docker/config.json',
    rule: 'docker-registry-identity-token',
    holds: '{"auths": {"acme.azurecr.io": {"auth": "", "identitytoken": "{base62:60}"}}}\n',
    clean: '{"auths": {"acme.azurecr.io": {"identitytoken": ""}}}\n',
  },
  {
    path: 'deploy/registry.json',
    rule: 'docker-registry-auths',
    holds: '{"auths":{"registry.acme.dev":{"username":"ci","auth":"{base64:40}"}}}\n',
    clean: `{"auths":{"registry.acme.dev":{"auth":"\${REGISTRY_AUTH}"}}}\n`,
  },
  {
    path: '.git-credentials',
    rule: 'git-credentials-password',
    holds: 'https://ci:{base62:14}@git.acme.dev\n',
    clean: `https://ci@git.acme.dev\nhttps://ci:\${TOKEN}@git.acme.dev\n`,
  },
  {
    path: '.kube/config',
    rule: 'kubeconfig-user-secret',
    holds: `${KUBECONFIG}    token: {base62:48}\n`,
    clean: `${KUBECONFIG}    token: \${KUBE_TOKEN}\n    exec:\n      command: aws\n`,
  },
  {
    path: 'b/.kube/config',
    rule: 'kubeconfig-user-secret',
    holds: `${KUBECONFIG}    password: {base62:14}\n    username: admin\n`,
    clean: `${KUBECONFIG}    username: admin\n    password: "{{ admin_password }}"\n`,
  },
  {
    path: 'kubeconfig.yaml',
    rule: 'private-key-rsa',
    holds: `${KUBECONFIG}    client-certificate-data: REDACTED\n    client-key-data: {pem64:RSA PRIVATE KEY}\n`,
    clean: `${KUBECONFIG}    client-certificate-data: DATA+OMITTED\n    client-key-data: DATA+OMITTED\n`,
  },
  {
    path: 'terraform.tfstate',
    rule: 'terraform-state-sensitive-output',
    holds: output('{base62:16}'),
    clean: output(''),
  },
  {
    path: 'b/terraform.tfstate',
    rule: 'terraform-state-attribute',
    holds: attribute('master_password', '{base62:16}'),
    clean: attribute('password_length', '16'),
  },
  {
    path: 'c/terraform.tfstate.backup',
    rule: 'terraform-state-attribute',
    holds: attribute('secret_string', '{base62:10}#{base62:10}'),
    clean: attribute('secret_id', 'arn:aws:secretsmanager:eu-west-1:0:secret:db'),
  },
  {
    path: '.aws/credentials',
    rule: 'aws-secret-access-key',
    holds: '[default]\naws_secret_access_key = {base64:40}\n',
    clean: '[default]\nrole_arn = arn:aws:iam::123456789012:role/ci\nsource_profile = base\n',
  },
  {
    path: 'a/.bash_history',
    rule: 'shell-history-password',
    holds: `${HISTORY}mysql -u root -p{base62:12} shop\n`,
    clean: `${HISTORY}mysql -u root -p shop\nmysql -u root -p"$DB_PASSWORD" shop\nmkdir -parents\n`,
  },
  {
    path: 'b/.zsh_history',
    rule: 'shell-history-password',
    holds: `: 1699999999:0;sshpass -p '{base62:12}' ssh root@10.0.0.5\n`,
    clean: ': 1699999999:0;sshpass -p "$PASS" ssh root@10.0.0.5\n: 1699999999:0;sshpass -e ssh host\n',
  },
  {
    path: 'c/.bash_history',
    rule: 'shell-history-password',
    holds: `${HISTORY}curl -fsS -u ci:{base62:14} https://api.acme.dev/v1\n`,
    clean: `${HISTORY}curl -u "ci:$TOKEN" https://api.acme.dev\ncurl -u ci https://api.acme.dev\n`,
  },
  {
    path: 'd/.bash_history',
    rule: 'shell-history-password',
    holds: `${HISTORY}export ACME_TOKEN={base62:24}\n`,
    clean: `${HISTORY}export ACME_TOKEN=$(cat /run/token)\nexport EDITOR=vim\nexport PASSWORD_FILE=/run/secrets/db\n`,
  },
  {
    path: 'bin/backup',
    rule: 'shell-postgres-password',
    holds: 'PGPASSWORD={base62:20} pg_dump -h db shop > out.sql\n',
    clean: 'PGPASSWORD="$DB_PASSWORD" pg_dump -h db shop\nunset PGPASSWORD\n',
  },
  {
    path: 'b/.psql_history',
    rule: 'shell-sql-password',
    holds: "ALTER USER app WITH PASSWORD '{base62:12}';\n",
    clean: "ALTER USER app WITH PASSWORD '<password>';\nALTER USER app PASSWORD EXPIRE;\n",
  },
  { path: '.pgpass', rule: 'pgpass-password', holds: `${PGPASS}{base62:14}\n`, clean: `${PGPASS}\${PASSWORD}\n` },
  {
    path: 'my.cnf',
    rule: 'mysql-option-file-password',
    holds: '[client]\nuser = app\npassword = {base62:14}\n',
    clean: '[client]\nuser = app\n#password = your_password\npassword_history = 5\n',
  },
  {
    path: 'wp-config.php',
    rule: 'wordpress-database-password',
    holds: "define( 'DB_USER', 'wp' );\ndefine( 'DB_PASSWORD', '{base62:7}#<{base62:6}' );\n",
    clean: "define( 'DB_PASSWORD', 'password_here' );\ndefine( 'DB_PASSWORD', getenv('DB_PASSWORD') );\n",
  },
  {
    path: 'b/wp-config.php',
    rule: 'wordpress-secret-key',
    holds: "define('AUTH_KEY',         '{base62:20}<|{base62:20}}$ {base62:18}!');\n",
    clean: "define('AUTH_KEY',         'put your unique phrase here');\n",
  },
  {
    path: 'app/settings.py',
    rule: 'django-secret-key',
    holds: "SECRET_KEY = '{alnum-lower:20}(+{alnum-lower:20}={alnum-lower:5}!_'\n",
    clean: "SECRET_KEY = os.environ['SECRET_KEY']\nSECRET_KEY = config('SECRET_KEY')\n",
  },
  {
    path: 'b/settings.py',
    rule: 'django-secret-key',
    holds: "SECRET_KEY = 'django-insecure-{alnum-lower:20}(+{alnum-lower:20}={alnum-lower:5}!_'\n",
    clean: "SECRET_KEY = 'django-insecure-'\n",
  },
  {
    path: 'config/secrets.yml',
    rule: 'rails-production-secret-key-base',
    holds: 'production:\n  secret_key_base: {hex:128}\n',
    clean: 'production:\n  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>\n',
  },
  {
    path: '.env',
    rule: 'generic-environment-secret',
    holds: 'PORT=8080\nDB_PASSWORD={base62:20}\n',
    clean: 'PORT=8080\nDB_PASSWORD=\nDB_HOST=db.acme.dev\n',
  },
  { path: '.ssh/id_rsa', rule: 'private-key-rsa', holds: '{pem:RSA PRIVATE KEY}\n', clean: '{pem:PUBLIC KEY}\n' },
  {
    path: 'login.ppk',
    rule: 'private-key-putty',
    holds: `${PUTTY}Private-Lines: 2\n{base64:64}\n{base64:44}\nPrivate-MAC: {hex:64}\n`,
    clean: PUTTY,
  },
  {
    path: 'release.jks',
    rule: 'keystore-java',
    holds: '\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\x06server\0\0{binary:900}',
    clean: '\xFE\xED\xFE\xED\0\0\0\x02\0\0\0\x01\0\0\0\x02\0\x06server\0\0{binary:900}',
  },
  {
    path: 'release.p12',
    rule: 'keystore-pkcs12',
    holds: '0\x82\x09\xA1\x02\x01\x030\x82\x09\x67\x06\t*\x86H\x86\xF7\r\x01\x07\x01\xA0\x82\x09\x58{binary:900}',
    clean: '{binary:900}',
  },
  {
    path: 'team.kdbx',
    rule: 'keystore-keepass',
    holds: '\x03\xD9\xA2\x9Ag\xFBK\xB5\x01\0\x04\0\x02\x10\0\0\0{binary:900}',
    clean: '{binary:900}',
  },
];
