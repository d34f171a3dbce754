// Made by build/learn-letters.mjs from 429764 words.

/**
 * By symbol (a to z without regard to case, a digit, anything else), a row for the one before: how rare it is that the second follows the
 * first in names and words, in eighths of a bit, each as a character from "#" on.
 */
export const LETTER_PAIRS = [
  'bJAD`ZIpKr^=C?oGw>A7MY_ZTeUP',
  '<VO[>[chDKe9]cAUrLI`<qmtHvH;',
  '@bTZ=^g?PtBB[k3[wHQ=IgryX{RH',
  '?QRG1X``=i`KY[DPpJIUH^biXwN<',
  'HXEEUNVeZjiHK>]NV7;@_SQIZsY@',
  '>`WXCG[n2ziFd[:apAMMKqkwYzGB',
  'L`W`2KPR;qmOZKF]tBGSFdgPbib9',
  '7_RX4ake=ri[U_=VgLR@@gdv^tZ@',
  'NQDGHPF{no`CH5<PoMA=tP{ZoPdU',
  ':a]P4defR[YdR_>Ud`1^J]RgfbPL',
  'BYTU1VQ[>obRZQMVjU@QM[_tcoX6',
  '=[[I5Ubf9teB_g<U{aJFEWjuQzcA',
  '8N[U2`foAniOJ_><ebN^Qdjq[wb?',
  'AdE?>F>eIlUYZOFRu^@8MRkuaweB',
  'SPFEjWPrVkUHB4KD{8LFDQQamvlK',
  ';]PV9_dUH{_Aef=Gy9P@HbnwH{`D',
  ']dY[_c_a_hcCaaZQ_YU^(b`eafPA',
  '=aKQ4ZLl>{QQOR>W{JDDQNf{K{fB',
  'KeI]9[dIBvSSW[FFgY@5Kd[tQub:',
  '>bMY7XiA:snUV`AOx@GKPd^eIt_=',
  'OCQS@SNxGvn=C<cE{:@;mos`tmc]',
  '5hXh.e`j8roU]YMeoe[^`iojksCG',
  '9_SW>]cJ7mfV[E8Zj@EV`eRhjpXC',
  'IaAWDYi^Foi]RX[9nZW5cffTLnC5',
  'GUMRLWa_OgfNJFQ7oT>GZRXqebU1',
  '=Z[[*_a^B_cYUZH]eZS[Nb^aKROJ',
  'KKJKJKeefcf`[cgblc[adbgQkg)<',
  'EJ>GHIILFX[KGILCdF>DPOOhklMD',
];
