// Made by `npm run history`, see scripts/history.ts; the feeds, where they are from and how far they go: feeds.ts.

/** The letters that surfaces have in the rows. */
export const SURFACES: Readonly<Record<string, string>> = {
  a: 'claude-api',
  b: 'claude-app',
  c: 'claude-code',
  d: 'claude-console',
  e: 'openai-api',
  f: 'chatgpt',
  g: 'codex',
  h: 'github-copilot',
  i: 'perplexity-api',
  j: 'perplexity',
  k: 'deepseek-api',
  l: 'deepseek',
  m: 'groq',
  n: 'cohere',
  o: 'claude-other',
  p: 'openai-playground',
  q: 'openai-other',
  r: 'dall-e',
  s: 'character-ai',
  t: 'stability-api',
  u: 'stable-assistant',
  v: 'elevenlabs-api',
  w: 'cursor',
  x: 'jetbrains-ai',
  y: 'windsurf',
};

/**
 * Past incidents by feed. Of each, with semicolons in between: minutes (base 36) since the beginning of the one before, or since 2021;
 * from its beginning to its first post (empty: the post is all that is known of the beginning); from the beginning to the end (empty:
 * never closed); from the end to when the page closed it (empty: the same); severity 0 to 3, scope (provider, model, feature) and
 * surfaces; what the title names; and its id on the page.
 */
// oxfmt-ignore
export const TABLE: Readonly<Record<string, string>> = {
  'claude-2023': `
oth0;;0;;3pa;;cpssy4797smx ci;;0;;3pa;;85cf5bgslwtw 1c6a;k;2;i;0pa;;cbnwvjjmr26h pd;1d;1;1c;0pa;;wxv8qktfv3sn 11t;1j;1;1i;0pa;;m2fy7ttnc5lt
3t2;t;h;c;0pa;;d3pkgr12bgq4 x8c;1h;z;i;0pa;;zchm8l8spmrv 4u5;;f;;0pa;;18jfgfwmyy25 kp;;g;;3pa;;5dcd2h34gbcg ag5;;0;;0pa;;7m1st8049qkz
4em;;0;;0pa;;rt1kx84m7jvw 3x6;;g;;1po;;w0mfznzqgnbc 68a;;8o3;;1po;;dccfckxw59q6 6ew;;7e;;0fad;;szljggrq2y2f 5b1;;f;;3pa;;svk9pskgp576
bc;;2f;;1fad;;61k4r5c1xzfj 7ra;;o;;1fdb;;p0x0nrp5ld9k ru;;4;;0fdb;;gy6zjzf1f719 grl;13;4;z;0madb;instant;w604spz451n2 281;;4v;;2padb;;rl5dxx1dvn2b
6xc;;0;;1mb;instant;ddcqt95wb9g2 21f;1k;k;10;0pa;;q7r96llr464k b9z;13;b;s;0fdb;;mzbrvjdyg58h 19gi;;67;;1fb;;j7ctkj41pkjp 9xp;;et;;1padb;;306rf7bb75mm
12h1;;0;;1pa;;llqq0177mckq f1c;;1x;;1madb;instant;6hkxdyybn6dp 208;;2v;;1ma;instant;1k1dv2q3vhb6 cj9;;0;;0pa;;z3v941z3z11b
7fs;;k;;0ma;instant;xw2dtvb27gjf 1336;;6;;2pb;;3ssrcy8kwsx9 2lb;;27;;0padb;;ldbx9tw6f7d9 50p;1s;2;1q;1padb;;qxdvjb4njp6q 9z;;n;;2padb;;s6pmn6mgszgc
7k;4;b;-7;0ma;instant;3667134hg62q yv;;k;;0padb;;rqpd1jfqmglp rh;;39;;0padb;;w3g5jpznssrd 71;1m;j;13;0pb;;shhpbrjb160c 2hh;;j;;0pb;;h1lxbyszyxrq
355;;4o;;0madb;instant;gr7nb0dwyydw 7u2;;1t;;0padb;;x5f4s8nvkyqq 62;;11;;0padb;;t6v85cs8j6jb 43o;;0;;0pb;;tmsczhzhjd63 aya;;20;;1padb;;qv89mzdjvtrs
5r7;;aj;;1padb;;rh54jd1p7477 1bq;;g;;0pa;;6ffzsdcx4cll a9;;4p;;2pab;;cj4jxvqhtyq1 tw;;2j;;1fdb;;2fc5qs2hzvzr kj;;19;;1madb;opus;j0whkvcfyybs
23;;1p;;1fdb;;br9yqm8mybdt 83;;2c6;;1madb;opus;sjxpnt74vz3b 68d;;10;;1padb;;gy2g64fmqwjb 3q6;;1q;;1padb;;bpjy52zfjbm7 6vi;;1;;1madb;opus;wx1cnb9gthdd
2o;;46;;1madb;haiku;t3fxk1ylwgq4 2bn;;23;;0padb;;czwvmc36gjgq 2x9;;1p;;1madb;opus;yrpdp4bzzhg7 3y;;s;;2padb;;0thq6plb794h
sb;;0;;0ma;instant;xpc4kjt7t0cw 3o;;32;;1madb;haiku;xpbzq5smcjsf 7;;5y;;2po;;qkx8wwyfdlh7 23x;;6z;;1madb;opus;tk1x8n0mbnsw
4iq;;0;;0ma;sonnet;yk00k5x6jzc3 155;;g;;1fb;;s1zv2h77jgw4 l;;1u;;2fdb;;jgqkj2cjxwml 15e;;1e;;2madb;opus;99zylp2nfykq 1fp;;25;;2madb;opus;gl42kz9j07rr
55u;;5y;;0ma;instant;86fff0g4f2wh 8ww;;h;;1madb;opus;t2459rjyvh85 f5;;0;;0fo;;0dv5d8qb9gy2 bo;;0;;0pa;;58vcrhzjsngy fu;;g;;2madb;sonnet;s33hv3bdp2s8
13;;h;;2madb;haiku;2hr8fkgz317g z;;h;;2madb;haiku;3ndhz9s72dhx 60;;k;;2madb;haiku;f8qfyzkbs439 32a;;0;;0ma;opus;y4fmbrf3wztd
fm;;29;;1madb;opus;wnf493j31fyb mv;;0;;0fb;;4p353c7twb1k 7bq;;11;;1pa;;rbz4my9kg9dp 1i0;;k;;2madb;opus;ryf4wfgywsq5 5z;;n;;2madb;opus;nx9mszx03jvk
5y;;48;;0ma;instant;0qyp857kns2b 6hy;;a;;2madb;haiku;sr8swn3xvzg4 92h;;32;;1fdb;;5ycpp6c9901y 1xq;;7;;2madb;instant;m5y2l11f5qjw
a2;;0;;0ma;haiku;gkbl04hwljz2 4cq;;r;;2madb;haiku;h70zgz99hzxd 1zo;;e;;2madb;opus;fh1r1ypgykk6 10s;;15;;0ma;opus;mq3nthmx16ly
6oa;;5;;0ma;haiku;dmqg1fbfs0wq 5h3;;6o;-6o;0fo;;vyw1vz0h6c1x 3q;;2w;;1madb;opus;95hjzp5m60n8 4k;;h;;2madb;haiku;q44nvw2pmhpt
10j;;34;;2fdb;;gm6vlw4gc377 a5;2;as;-aq;2ma;opus;ysbg73gy3ctm 81i;;1k;;1madb;haiku;dh75z61fyv1n 1sc;;f;;2madb;haiku;2vfzrjrysfqy
5oy;;5;;1pb;;r8dfsq0893sn 2dx;;8x;;0fd;;6y3n60jm23w1 3r;;2g;;1pa;;ttsdth94gxz9 ah;;23;;1madb;haiku,sonnet;jryzc0zn3k8c 4q;;1b;;0fdb;;t39s5hjpbs9v
57;;m;;1mab;sonnet;dpy9ymcrmltg 10;;24;;3fdb;;vc4jcltdwzg8 2z2;;1b;;1ma;opus;k0pfr0kyyzjb 4uf;;2n;;0fb;;8p49xrt1lmzy 3dm;;r;;1pb;;059swcjlk587
4j;;11;;1pdb;;qkkbd8tzhlvn vg;;15;;2madb;sonnet;v215b9mp2jx2 80;;e;;2padb;;zcqbpk14kylw 124;;3a;;1fdb;;jsp92d37pvs0 50;;2l;;2ma;haiku;qht1rr5tyndv
46s;;12;;1mab;sonnet;6qbj21vdcmpq 3y8;;d;;2madb;haiku;gvgs9zlm8ffn 5e;;ai;;2fdb;;j8t7dz18qf1y 1j6;;o;;2po;;495gvkwj2qgv 59;;9;;2ma;sonnet;lzrsh810mqt7
3a;;g;;2madb;haiku,sonnet;zv1j7d2tnvyw t;;4;;2madb;haiku,sonnet;1m34020z39y6 32q;;1j;;1ma;opus,sonnet;ssc4n8m42cl7 76;;2n;;1ma;opus;w81ry7d6z2kq
3jj;;o;;2padb;;2pqj8sfk0rqn ml;;0;;2pa;;8mlvgc29rvxg elv;w;b;3l;1pa;;6l0r96skc6cb bj;;70;;2padb;;nly5s6zbcvg5 4ik;;n;;2padb;;qn4crqd8ym36
n3;;1m;;2fadb;;xndqxrj1mnnb 4h;1v;3e;-1j;0fb;;s27y0sgpmp75 1l3;;ue;;0mab;opus,sonnet;q5dvt5ph7tzx 5zn;n;1f;3;2pa;;787xfxkthx3c
16d;;3r;;2fd;;x0465yqg246w 12r;;3o;;2madb;sonnet;p70ytf88h7d5 87;;8;;2fadb;;fc5jtvs8k07x 45d;;95;;1pb;;tkk1vmjbn9zc xt;;ux;;1fb;;s1mhj2t8qjxk
10g;;1i2;;1fab;;fqzlkqnhk3l3 1of;;uw;;1fa;;l2cz12twl6hj 5qa;;1po;;2pb;;kygj9sjs8dxr z;;1s;;1madb;sonnet;s6lf7cnyxrw2 337;;c;;2ma;haiku;n98d7k0hhw9k
1wq;;ad;;1mab;opus,sonnet;s763dpphc18x f4;;2m;;2madb;opus,sonnet;b92l8vypt03c 8s;;pd;;2madb;opus,sonnet;grnfqny54ntc 2hc;;1e;;1mab;sonnet;090c72v2y6pd
5b;;ep;;2madb;sonnet;k0z4hl33tcpl 1bq;f;c;5t;2pab;;j3mqn3h171rq 5ly;;z;;2padb;;k2f85gtdxrsr 19s;5;f;7;3padb;;sn3y911gkt0r uj;g;k;8;2fadb;;x6kvdyjgzxb2
0;1x;25;4;3pb;;198dzcv9ptcq 4ly;q;w;u;2ma;sonnet;4d2ywlypntbx 11g;;d;;1fd;;ds175sjzk4y8 22k;;0;;0ma;sonnet;gg215bzz7rhm 69;;2c;;1fdb;;vrqn2zypdmhd
12r;;51;;2madb;opus;pdr6pk41fk9h 2tl;7f;dq;2j;1madb;sonnet;xts3kyr0nrx1 v2;i;17;2b;1pa;;4hc6130xwxt5 nd;;5e;;2madb;sonnet;4k8gmdx11lcq
cn;;f;;1pad;;wy9j9j7sn0r6 js;4e;9a;z;1madb;sonnet;rzbypbn1f7lf 6yx;;10;;1madb;sonnet;jwjmzwrmqjl9 13;;a;;2po;;whtx5sq6d3fg
gk5;;3r;;2ma;opus;d0ckfl8wb0n0 17n;r;z;5;2madb;sonnet;r138v2fp6l2s 492;;89;;1madb;haiku,sonnet;wt8hdbnvl37j 8z;;1n;;2po;;9h8b9q9lnpfh
130;;73;;2fad;;c7zb8khbgqvm 3n;;1p;;2padb;;j5cdq83mncqv 15u;;b;;2fb;;m5glt80lf5v5 48;;1a5;;1pad;;83x0s66mkvz6 n0;;30;;2madb;sonnet;7gftd1ybnk3v
8v;;1f;;2ma;sonnet;9qyxn1yxnr0z xw;;b;;2ma;sonnet;b28yjffskl0w 32;;30;;2madb;sonnet;7hfbq9s08kqt 1a;;35;;2ma;sonnet;0449yjr4gfg1
2le;;1k;;2pb;;m4p95rky6xr2 ib;;7k;;1ma;sonnet;sddrn39zm1j9 if;;1a;;2madb;instant;dvgk0n5jtt4x 1x;;1v;;2fb;;t6cf9660c3fh
11;;4p;;2madb;sonnet;s1ssnw8w5gt3 jd;;57;;1madb;sonnet;mwl16r45ph0h 4p;;iz;;1pa;;yf39k9sw8rqx w7;;a2;;0madb;sonnet;69qlg67hcvzf
2mh;;2v;;2padb;;hbnr2ffn9b9p 2ib;;yn;;2fa;;gps47bz19yxk kg;;3w;;1madb;haiku,sonnet;jqtqjmst3gld 1a2;;2y;;2madb;sonnet;hc6p15sbcx11
82;;6g;;1madb;sonnet;5lbk0j79c20r n5;;7p;;1madb;sonnet;9106zhgcm1ds 81;;bm;;1fa;;xy2wvb6y2rt1 vy;;4b;;1madb;sonnet;9x13dhrf7nxf
gn;;s;;1fdb;;m76bldqdnwbm 68s;;4e;;2madb;haiku,opus,sonnet;tw3w5ddv028j mu;a;l;1b;3pa;;7svmbgb2b28x a6;;b4;;2fb;;7c55pwnprty2
1nz;4;7;2;3fdb;;cm416m2m0p83 mk;7t;at;;1fad;;9jbp2mpxqkxl 2pe;;0;;0pa;;63g2v72fv7nf sl;;5p;;1madb;haiku,sonnet;qq84x115p0ly xk;;u;;1po;;7qwmbhnk74bz
o7;;57;;2pa;;plmm7pp994w1 1o5;;6v;;1madb;sonnet;klgjmlv6z0d2 3m7;;o;;2madb;haiku;hqw2xgvt17tx u2;;6j;;2mab;sonnet;vwxx2jj0zsj0
v0;;o;;0madb;sonnet;nwn20mzh9v1k b0;;5s;;2padb;;zcsrfy26xq27 p6;;gc;;1pa;;w276phztyhp9 mf;;7x;;1pa;;ff02srsfxr0d 2q1;;wr;;0pa;;b3zd1rqxycty
x3;;9g;;0pa;;lq1wnj3bp7sc 1ve;;8a;;1fdb;;vyh6hw9q7glg 98i;;1sr;;2pa;;s9yk4l23th4d 1x2;36;6;30;0pa;;nh9j7wwgn40f 8d;;r;;1madb;sonnet;441srscwpqfm
xs;;2v;;1madb;opus;vz3gjb2k455l 337;;8o;;0fb;;mzyhcbn140fg 398;;60;;2madb;opus,sonnet;4tmfb76h9mpz al2;;16;;2mdb;opus;gskh67r0t1d0
2a9;;1x;;2madb;opus;ggbfnd4p0xdg 37u;;u;;2madb;sonnet;4ms2y7qmf4yn cp;;j;;2mab;sonnet;l1sqnkrln45l 32;;5n;;2madb;sonnet;g65k3tpgpy25
633;;t;;2pa;;fwj5yn2lmbrc`,
  'claude-2026': `
1nwf7;;j;;0pb;;c3km369dp85h 20g;;1w;;1fb;;mct55f8gxb7k qd;;0;;1pa;;7bk0ftl0mpny ao;;l;;1mab;haiku;c20m4lbfd6pm 1u;;k;;1ma;sonnet;x1y91zcb2rp2
70;;2m;;2pabc;;9l93x2ht4s5w 9r;;r;;1mabc;opus;lryjwwy0q9pl nr;;r;;1ma;haiku;3yxsctr39y3j j8;;v;;3pabc;;2gf1jpyty350 jq;;1g;;1mb;haiku;dv9r688vqt8s
47o;;2r;;1mabc;opus;zxv1xv501678 9p;;1b;;1mabc;opus,sonnet;77j6yv8kc0vn 9;;q;;1mabc;opus;89vbl7qk5dqp 2a9;;2a;;2pabc;;437swp24nrf4
bs;;u3;;2pbc;;snxm62gpxfc9 mp;;10;;1mabc;opus;9h32bh60z06w 103;;34;;2pabc;;378dqscjgghp 7b;;1t;;1fab;;vtt35dc73941 1g;;7;;1mabc;sonnet;fv8psq0wdpkn
39;;p;;1mabc;opus;5p98r08qfvwl 96;;36;;2fc;;w5cw47ytckzx fq;;p;;1mabc;opus;1m6xs1xcw9kk q0;;i;;1pc;;4b7cjct792q2 342;;b;;1pb;;n0c72xml12l4
1e;;10;;2mabc;haiku,sonnet;c2hjyfpgsprx 6q;;j;;2mabc;opus;3kkmgccb9z85 jm;;x;;2pbc;;sb7byp4h7yp8 1l;;40;;2pbc;;yn24rtdnf77b
1hn;;34;;1mabc;opus;6f1wzlw5cjqx 6a;;2g;;2pac;;8z7l5zcy0v3b 1xq;;g;;2pabc;;v9s6d0jt84hj 1o3;;38;;1mabc;haiku;fvddmdx8z6y7
qn;;9;;2mabc;opus;6qbg6ft2r9j4 b0;;5;;1fbc;;cgwwyh79gpm3 3p;;2j;;1mabc;haiku;0y2vzr60dktt 2t;;2f;;1mabc;opus;qkwdrjxvkb9s
8y;;2q;;2mabc;opus;f9yk8lqw384x ub;;z;;1mabc;haiku;vpwz6hxsvgs3 at;;2a;;1mabc;opus;4znk51f63g93 1di;;18;;1pa;;zvlgr3k8lny0 d4;;7l;;2pabc;;p0mgnjv3bj97
a1;;d;;1mabc;opus;r1prbh7v5gcn 3cf;;7;;1mabc;opus;44pgyz54d48z pn;;5n;;1pc;;fl8sx824x72r 1ab;;1m;;2mabc;opus;fw96fnc5bw45
3x;;2p;;2mabc;opus;rtr7z82cqmp9 14y;;13;;2mabc;opus;0w1bqsc12lt8 he;;k;;1fa;;8q00jfj4yfv6 me;;g;;1mabc;opus;5s24h0pbdj5d gt;;11;;2ma;opus;2zr0rkdxjdtc
1bb;;26;;1mb;opus;694jznhm6tsl 1h3;;x;;1mabc;opus;rk70zc69m54p 3w;;k;;1mabc;sonnet;z4pz8z34hr4x 57;;26;;1mabc;opus;qc88nvqjv99m
40;;1p;;1mabc;sonnet;8p6f4r16xxmp 6d;;12;;1mabc;sonnet;vxp8fdrckj7q jc;;9k;;2pabc;;zkr25thltwc9 110;;5k;;2pc;;0w1blp7cngrr
4t;;s;;1mabc;opus;thp2kyjx60qn 2ll;;59;;2pa;;fprlnsvdnr2k u9;;1b;;1mabc;opus;b1gzqlnpxxxk fa;;r;;1mabc;opus;6ptd5skgmy3v eu;;1k;;1pabc;;s4pq658bt69h
if;;1u;;1mabc;opus;1h2k3ryt64wl 18g;;3j;;1mabc;opus;3n1flr3mnpgl 38;;15;;1mabc;haiku;829kf0y1f7pn 36;;1g;;1mabc;opus;8b7xx9g8rkhm
24;;f;;1mbc;opus;1gjynxqv85rk 84;;t;;1mabc;opus;cmsxwks3fzd9 pb;;4f;;2mc;fable;wtcn4knnnfzc 3k;;2r;;1mabc;opus;xwrtmlm3tnxf
rn;;73;;1mabc;haiku;32lyxmplb5wz 16i;;p;;1mabc;opus;sp7cf0cghqsk 3u;;1p;;2pa;;j8ghp7dk6lym 1h8;;kuz;;3mabc;fable,mythos;s9w82lp9dcn9
20;;9;;1mabc;opus;1trjx6gxk1bt 2f6;;4b;;1mabc;opus;slm0mhv6r1pf 1ml;;3e;;1pabc;;xmhsglsz3h3w 45;;h;;1mbc;opus;8q88rrz9rjd0
1f;;21;;2mabc;opus;41395mspl1rf 6l;;3g;;1mabc;opus,sonnet;8chgzf3fs27n 79;;2i;;1mabc;opus;zw75lhl39skc 5h;;2q;;1mabc;opus;k8563n9wd0r8
bx;;1i;;1mabc;opus;s107yx224p9r qw;;11;;2pb;;jlbvcpfwwq8z 11d;;1y;;1mabc;opus;46z2bnxchg61 3n;;s;;1pabc;;1p98mj17s1z2 1ip;;1j;;1mabc;opus;nbp7j8k3kgw2
1gi;;2i;;2mabc;haiku,opus,sonnet;lv35v0q9nsj2 cn;;aw;;1mabc;opus;dymmnf6xk0mg ie;;w;;1pabc;;bbcpk0t2cj4p ir;;3t;;1mabc;opus;2stpj60m2fr9
d2;;41;;3pabc;;jbhf20wjmzrf 6t;;9;;1pb;;18bq2kw867g5 vg;;2s;;1mabc;opus;8b0rggdfh1hv 8j;;b;;1ma;opus;wkzf38t1yh8z 3bd;;0;;1ma;opus;9284yk6xxd0h
20o;;1g;;1ma;opus;lxpx271gkx7p 15j;;1l;;1mabc;opus;7ykkywg6yln4`,
  'openai-2021': `
185q;a;a;;2pe;;j6rhhcxtsrf4 2ep;9;9;;2pe;;y42bt4lwjhxc k74;;a;;1pe;;v9c6hwjvywy8 y8g;;3h;;1pep;;njmxdd3rh3g9 kup;;93;;3pp;;h6qhnj0m8b1x
1rx8;;12;;3pe;;5k0mvvx5pygs 1aeg;;5i;;1pe;;05vgc7krfpz5 1ya0;;0;;2me;davinci;53tmfvjrrygn 1bvc;;0;;2pq;;z5qj5m5y88d5 jyr;;8j;;2pep;;2pjsp7khqlmz
1lc4;;5j;;2pe;;dw0rmhbcppq0 1m5a;;f;;1pe;;y25mr50w80df cu9;;7j;;1fe;fine-tuning;xmbcbch07pnp 1ilf;;39;;2me;davinci,fine-tuning;207xg6548byf
325;;11;;1pe;;qmq4pfs877z0 2i8;;18;;0pe;;4v96nl1gwmlc hrl;;1u;;2fep;fine-tuning;4cmnntq2t89y io7;;w;;2pep;;2bxby42r6wv4 o2;;12;;2pp;;jzk2gzhfc34g
33q;;mb;;2pe;;7h9pjy5d1lz5 emt;;3h;;2pe;;qz0h6b7jw268 cr8;;0;;0fe;;x7ypskmhwdmj 51r;;x;;1fe;fine-tuning;0vbqdb8gmyvy ijo;;0;;2pe;;0sfg212mvr14
4bc;;0;;2pq;;1yqdnt73snnc 5d5;;x;;2fe;fine-tuning;sb9nhynw9jjf 1gd;;2g;;2me;davinci;xplpszlpsh5j rk;;4v;;3pep;;ljkf68byn8bm
5lp;;13;;1pep;;nkbpzgdp4sh5 194;;6k;;3me;davinci;56m9dhrdmzq6 5d3;;4h;;2me;davinci;ydpd7d9v63r7 5lg;;c;;2pe;;7ctmj1q7p0vm
2eg;;7s;;2me;davinci;98p2cpwbwxnq b1u;;8x;;1fe;fine-tuning;0dnn5yfxvk6d 2p6;;0;;0pe;;1sx82cc1qx1x 1m5;;q;;1pe;;vwd8zncpm96w 15v;;k;;1pep;;mmp1ph8sp9j2
5hi;;a;;2mep;davinci;rh00pyzkt4h9 289;;7r;;2pp;;5mxxp4tlzvbq bd;;v;;1pe;;m52xd9lt7kkd w11;;c;;2pe;;ldgr8phtyx5v gss;;13;;1fe;;8fzpls5z3pyv
5v1;;f;;1pe;;b3v85ygc88dh lz;;2w;;2me;davinci;syxvnwvys0jw 6tp;;1d;;1fe;;sdnrfjf2yytz 9u1;;6b;;1fe;;rxgy83j2s0cl 2xb;;27;;2fp;;cykbxm4pn2r4
gy;;8j;;1pe;;3tbqg3x0fs1j 2am;;o;;1pe;;fsf45b1fxgmg 23s;;k;;3pe;;qwddp6y07r21 15e;;z;;2fe;fine-tuning;1zk5t84xx49c 6mi;;2l;;2fe;embedding;6rkg1zwnnvqr
2l;;7j;;1me;davinci;2s598rnnc1xy m8y;;4m;;2me;davinci;820wp9j4tz4q 265;;9u;;2me;davinci;b3l4j2kbtzh7 1bd;;2g;;2me;davinci;95r99nh8klw1
mh;;59;;1mp;davinci;5r2tkwsd69pw 160;;84;;2mep;davinci;6vnc9k50xfrb 17z;;2e;;2me;davinci;rk6lhfgt0frs 4b;;17;;2me;davinci;4yt8t89bw56k
6nc;;17;;1me;davinci;jccgxcytvfvj 116;;22;;3mep;davinci;7jmh8k8p9dvw 7jk;;ao;;2me;davinci;3k71p5qjg0pf m1;;7p;;3pe;;tljwlz08w539
3xq;;8b;;2pe;;ttsvq5p4379d 1en;;0;;0pep;;br1fbkxcmt68 xz;t;2l;;3pep;;v0svxqjzhsrr 5k;;o;;0pe;;0fpppjnsm5vg 184;;i;;0pfe;;vk4tywpv0llb
8n6;;1v;;1me;davinci;1nwf7xt5y5j4 405;;0;;0me;davinci;bsx03vldgjgw ht;;n;;1mep;davinci;6j5rly832k8t 12u;;2q;;3me;davinci;9hrykvh16skp
14;;1n;;3fe;fine-tuning;pfjlxg6d6rgq 1f;;7;;3pf;;1t32snx54lfy 256;;w;;1me;davinci;qtdx7xs6tk70 c2;;u;;1fe;fine-tuning;bfgtmq5gqlx5
4r2;;7h;;3pfep;;mq5jgswy45fr 7r;;fy;;2ffep;dall-e;vzrthmy2shh7 19a;;m;;2fe;embedding;sncytbfx8wb7 5w;;21;;2fe;dall-e;7t1xsrrk259t
15u;;4r;;2pfe;;s29fb94kx5q7 wv;;1k;;2pq;;shyt3d6r9xgb 2i;;v;;2pq;;cdm6pqjp69p7 384;;5u;;3pf;;g8qdfl279sqz 1ko;;26;;3me;dall-e,davinci;7wrs0psqdl15
v9;;5e;;2fe;dall-e;55sczvtl6hyj 15j;;5s;;2pe;;nkr1l9r1dhbd c8;;0;;0fre;dall-e;zr6cx9rrl9cd 4th;;1r;;3pfep;;75n0s8jzv5gx 1dl;;d7;;1pf;;xz0g27bjwpgd
8e;;t;;3fr;dall-e;6k5mzngz8m9y 7jr;;n;;3pf;;ds7h4z02flf5 1bn;;0;;3pe;;ggd2rt03tpck 1sq;8p;8c;7r;2fr;dall-e;rllgb3r2rqsf
0;8q;8c;113;1fr;dall-e;08r2tj6k68vh kw;14;2f;s;3pe;;z0tly13xsyyb j4;2s;8c;-5k;2fr;dall-e;cdsyfyc4phjw xa;;1n;;3pf;;y6cdztrnth60
3f;;0;;0pe;;904wl07j5xm1 8w;;h1;;3pf;;jq9232rcmktd x;;az;;3fr;dall-e;4cckbrhr8hr0 2bd;;aa;;1me;davinci,gpt-3.5-turbo;fw6nnl9thq6r
14k;;23;;1me;gpt-4;wq2p3dvprvf3 45z;;6i;;1me;dall-e,whisper;vsj5y32mxp0r 1dh;;1o;;0pfep;;gclzj9h0jfql 27o;;k;;1pe;;jn5x777t9g8d
5jz;;20;;2me;davinci,fine-tuning,gpt-3.5-turbo;w9mflvvd2rv4 1ey;;c;;2me;davinci,fine-tuning;bd361qzn4wwk hgr;;74;;1pe;;911qqwlvm46k
2m8;;e;;3pf;;b64cj28zhss6 1lp;;3t;;2pfe;;h0trpydy4dqw 0;;0;;0pe;;ysf94679ff28 3f;;1y;;1ff;;cs8fghhddc5s bx;;2c;;2fe;dall-e;qhh2rvr528qh
30k;;u;;1me;whisper;r8zch6g794b1 5ok;;19;;1me;davinci;7hk17svmtnzq 49w;;1z;;2fe;;pvmyt0m129wj 2e0;;j;;3me;dall-e,davinci;3qqvjp7wzf43
24;;l;;1fr;dall-e;bkgg6h28c0h7 l4;;g;;2pe;;nsxptf4yxf1p gr;;f;;2pfe;;wz6ndnqbzgt0 1f9;;a;;2fe;dall-e;00py3j1ndcr3 58e;;z;;3fe;dall-e;yjy51r0z6sbm
11i;;47;;1me;davinci,gpt-4;w10wvlpskc7p 1c3;;2a;;1pfe;;qq8bygtcgp2k 2v;;u;;1pf;;967l02ml4zbs 533;;1p;;2pfep;;8myhythbkn51 1e3;;1f;;3pfe;;jbt079x532bg
q3;;1s;;3pf;;79zpcjqlg6f3 70p;;0;;1me;davinci,fine-tuning;fwl205bsf8r5 2fk;;f;1;1me;davinci;fzbn6ldp47n3 5x7;;p;;1me;davinci;rfmdwp2xcg71
ih;;e;;1me;davinci;3gzktgbgh0vz 5g;;v;;1mfe;davinci;mbs0wctm6dcx 6ni;;0;;0pe;;j1ww30rj5c88 6x4;;1i;;0fe;embedding;6prt189j4hq4
12;;14;;1me;gpt-4-32k;lqvkhkgdqxg8 dm;;23;;1fe;embedding;2z38c72flwrv 1r3;;x;;0fe;embedding;9rv5ms95l3ss 13c;;u;;0fe;embedding;cbx4jxr7lkcf
7d8;;5n;;2fe;fine-tuning;pvgd191ppfxn 3w;;13;;3ff;;6qt257jw6lx7 lc;;1m;;0me;gpt-4,gpt-4-0613;j2hh2691d3z9 9w;;33;;1me;gpt-4-0314;2k2jf6256z31
4uu;;1x;;2fe;dall-e;p688x1zdqy4f 1dy;;o;;1mfe;gpt-4;k8zt0j662p02 30;;1a;;1me;gpt-4;094f6cp38wcf ns;;6;;1fe;dall-e;2wvkrb2sf8sk
351;;w;;1me;gpt-4;c3h9jktk0d71 9q;;7o;;1pe;;2jr7qpp8rwdp 9g;;1i;;2me;gpt-4;gx1xm18qrmc3 is;;4k;;2ff;;x4g37lrdgg0d 13n;;2p;;2pf;;3c69s485lr15
13w;;43;;2pf;;l2fmf12vvkg3 4sz;;1al;;2ff;;3ngfvkqpwr7n qx;;2j;;2me;davinci;39n436x1lhmr e0;;b;;2pf;;kcrxdtkyqjl4 8ld;;3w;;2me;whisper;9pxh7qmbwp6n
5o0;;0;;0fe;fine-tuning;pz1rpxz0hc08 15e;;50;;1pe;;40851s4v3r7y 2dz;;w;;3pf;;zv4rq28nrr7s 6gy;;1n;;2ffe;;gv4j4nmz0ry9
56;;91;;2fe;fine-tuning;xr94r5y4ntjd 171;;s;;1pf;;vbz1gsrhnxwx egr;;m;;2pf;;dtn5wy8nn4c6 1yu;;u;;1me;gpt-4;bs2qjf3p8hcs
2f;;x;;0fe;fine-tuning;lvvjy2wh8lbx 1a1;;b;;1pf;;70v6kc5bkn5f 1sa;;16;;1me;gpt-4;pvfmn5l08lt3 5k;;i;;0pe;;2kgy57jdv5tp rt;;2;;1me;gpt-4;tqtbd1zfm4ys
5m;;20;;3pf;;5l07rfcr5fyn 27o;;6z;;3pf;;c9fzdr2cxnbq m2;;2j;;2me;gpt-3.5-turbo,gpt-4;qm1mbg1w9b9z 2i;;z;;3pf;;85tj32txyltd
rz;;f;;1fe;fine-tuning;lvb30zsnw126 57p;;39;;1me;gpt-4;pjf70pnw4ls6 eb;;28;;1fe;fine-tuning;5zy1x26029bn ol;;1r;;1me;gpt-4-0314;dgmmlbvpbyjc
ev;;b;;1pf;;nylf4wwwz1q9 554;;23;;2pf;;2z7dr40w8zg9 g9;;2t;;1me;fine-tuning,gpt-3.5-turbo;7kxrn5qsm7f2 nc;;39;;3pf;;6thj7jr2zm8l
cv;;1z;;1pfe;;p81f131pnw0v xi;;6m;;1me;fine-tuning,gpt-3.5-turbo;gw8rdp4thnsk 18h;;6u;;2fe;;dsds2vdmgnnw
m;;1b;;2me;davinci,fine-tuning,gpt-3.5-turbo;7n8jqsxkzs38 40a;;1gi;;2pfe;;70cbfl5cqxbj 1od;;2w;;1me;davinci,fine-tuning;rt6cxft629h0
5iy;;4s;;1fe;;93ylm07rpbjv 145;;13;;1fe;dall-e;b6tkh7zdsgwc 2dm;;5b;;1fe;dall-e;l519spkkk605 677;;1x;;1pf;;lg33hmqb4rn2
7uf;;3d;;1fe;fine-tuning;4391qn7gqfb1 1th;;p;;1fe;fine-tuning;ft2zctc3j9bc 3qk;;c;;1me;gpt-3.5-turbo;w7mdxh7y2c0g 224;;2t;;1pf;;7c3dm7prslv2
1lb;5;7h;e;2pe;;fk0tcbydtybr fmm;;4;;1pf;;k5jbr248gk87 3pm;;0;;0fre;dall-e;v5f7ywgf9zjp 1ym;;45;;2pfep;;462433f2fk2j ge;c;2m;u;3pfe;;00fpy0yxrx1q
al;;166;;1pfep;;21vl32gvx3hb 2kq;;2e;;2pq;;3yy6fzlt48v6 17s;;1b;;3pfep;;xlqxj2ncx6nh 3ge;;0;;1me;davinci,fine-tuning;t3zhdlrvcrpl
6r;;4d;;2fe;dall-e;m1fn86ksw0q1 co;;z;;2fe;fine-tuning;z0qhlt6ms67k ww;;1v;;2fe;dall-e;cmf2z1kq9b35 5i;;29;;1me;fine-tuning,whisper;ps5q1yfn7794
5ot;;61;;2pfe;;n254wyd7nml7 1va;;23;;2pfe;;hjkhcq784trv 5hh;;1i;;2pe;;xzsbnxzpw1j2 bd;;a;;2pfe;;q58417g6n5r7 38r;;6m;;1pe;;13hqyjbvmf4l
5l0;;u;;1ff;vision;bq8y55s5kg0l 1cl;;0;;0pf;;w7lt68pw6gh1 5xh;;3e;;1pf;;2g56krjndsb6 on;;1p;;1pf;;zyhpyqrlchpx 53;k;12;1t;3pf;;myrbs3mvcxn1
tv;;25;;1pe;;v51l19tgy6pd 2o;;27;;1ffe;;knvm9l5xb78m 4ge;;5g;;1pe;;8q7c7rnnqgcd zq;;b;;1pfe;;qpsc9m1z6bjv m87;;2z;;1me;whisper;g9211h91crkb
2of;;62;;3pf;;63znmd047rgk 81;;13;;1pf;;5yw8z67133bm 40l;;4f;;0me;gpt-3.5-turbo-0613,gpt-3.5-turbo-instruct;hyb079s2pqrd 1ds;;d1;;0pe;;cw9c0skph31n
1mb;;15;;0fe;embedding;g3k6lsj173gz 18l;;1o;;1pf;;82yfp1gjfx7n 12l;;0;;0fr;dall-e;zp5tgsxn0wtn 814;;h;;2pf;;8768htm0xtc4 39c;;4;;1pf;;84t59pn6yhvk
2m;;n;;3pfe;;n38dwwksfkv9 7sj;;5;;2pfe;;y6c5p2pcxmzn 486;;i;;0fe;assistants;wmqhx8xylds1 6b;;6j;;1mfe;gpt-4v;1jr5v353kpcc
n5;;2d;;1ff;voice;wc4rmhy73tyl 2e0;;28;;1mfe;gpt-4v;shqybftjc7mc 108;;1dd;;2mfe;gpt-4v;70p519qgngrw 8k;;5r;;2pfe;;mswp9vt22gm2
vg;;4i;;2ff;;gln4g8d46s2b 3;;9a;;2fe;assistants,fine-tuning;62wkltqhbrmk 5e;;3w;;2ff;;34lnbv1gvd2p 6ww;;cm;;1pf;;ssg8fh7sfyz3
33g;;u;;1pf;;nw3b5rvn86ff 5dr;;2u;;0pfp;;zqfdnfbd0nqv 1du;;ck;;1me;fine-tuning,gpt-3.5-turbo;zm9ssldbs7ds 132;;22;;0fe;assistants;v2rthv2f43qd
aw;;q;;1me;fine-tuning,gpt-3.5-turbo-0125;xyhsgz91y269 2xf;;7n;;0fe;assistants;4xc1wqft73w8 fg;;2e;;0fe;dall-e;g00cfglc6l7f
1dl;;5;;2fe;assistants;w0q8rkhbyfpd 15;;20;;1fe;fine-tuning;x6txscwvw8j9 5;;55;;1pe;;8dpb195tp2tp la;;b4;;0pf;;r2vrysp441yc 17f;;0;;0pe;;9kmhcgh5zfc0
3h;;9d;;0pf;;j2zghg28tgl5 1y6;;2j;;0pf;;ytdhb1w2h56d be;;jf;;1pf;;4f8s411z6pms 2uh;;2l;;1pfe;;f0465gcr4cq4 ao;;4o;;2pe;;7lc0fprwrfzw
3f;;1t;;2pp;;k2m9q0wf8rtb 2b;;k;;2fe;assistants;8hxf6bzdbwkw rr;;r;;2mfe;gpt-4;k0v37m46n5t4 p6;3w;23;1gs;1mfe;gpt-3.5-turbo;vy3rjsn7pp5j
q;;1h;;1fr;;7rgv5r2147st 1lr;;33;;1fe;;06kspq62g9jk 12;;6;;1fe;assistants;rqhqz7sg4q3v 36a;;1k;;3pe;;0ptm8m1l2jhk 17o;;7l;;1mfe;gpt-4;vlmww06nns0z
1d;;33;;1me;gpt-3.5-turbo-0613,gpt-3.5-turbo-instruct;34vcy5pdxxrr 2q;;13;;1ffe;dall-e;j6j35msq9vdt xm;;yi;;1me;gpt-4;15vnk6cbbzb4
1b7;;2i;;2ff;;064z68ts8bhd 105;2x;3q;1m;1fe;assistants;v0g2kxvhk4jc 2z;;w;;1me;gpt-4-1106-preview;l8bf357j4l4d 3b4;;t;;2pf;;3wv7n7sy8xv5
1ud;;0;;0pf;;fqrkjmwvkm9c 10k;;18;;1pf;;7021042tlg91 ca;;2f;;1me;gpt-4;39qgkf8x02vk in;h;14;23;2pf;;r5vx858m9pxt 44d;d;s;26;3pfe;;yk2pndv2tdfw
11a;;k;;1pf;;sg976xjfqcmc 16p;;16;;0fe;assistants;g7k3xb8xx9s2 q9;;1n;;1fep;assistants;7b6zrdqn4x1v cx;;7p;;1pf;;tfqpd7zp7183
6dg;;r;;1ffe;vision;tslskm62x0v6 w;;50;;2pf;;w20mcckg1748 xl;;41;;2me;gpt-3.5-turbo;6w4b9337p6xt 84;;8d;;1me;fine-tuning,gpt-3.5-turbo;6z0kjhhj0wbm
4jy;;m;;1pf;;xhr9d3qykd2p sx;;0;;1pf;;nc525h790rp2 yq;;0;;2fe;vision;0bwgp7n2t976 dj;9;d;4c;2pf;;zx65grg8q28j 7o6;e;15;u;1pf;;5lnkhd8p9d0d
172;n;1h;2m;1pf;;cczgsv2kzdnh bw;1p;2x;t;0pf;;nwjf6sj8cl5l ai;;0;;0pe;;pqzv8nwct4j4 5vy;88;6t;ae;1mfe;whisper;8n6cpxchrx14 2f;;2q;;1pf;;j1glqxyh61gk
6c;;15;;1pfe;;dnd5t229ll1l 15u;;50;;1fe;fine-tuning;276x19pnppyp ch;;14;;3pf;;9p4bcf43mvly 2v;;l;;3pf;;kprfbhg9g654 4sf;1m;1j;18;0ffep;;tk3m1vwpslck
gi;;qm;;1ff;;vn8j63zg56hz 1uz;v;1j;1a;2pf;;xcj743yytngc bq;;2e;;2pf;;xjkmkztfzrsw 4hs;;9;;0mf;gpt-4o;9gmqy8w5719x qc;;bv;;1ff;voice;5gthxl1ypwl2
g;u;u;;0fe;batch;gvpm9yc4cmwb 35u;;2h;;1pf;;bk61kqf9lxy5 4oj;f;1p;m;2mf;gpt-4o;mdbx834gwswg vx;r;3i;p;2pf;;pbmztw8m1xtw 8s;;e;-e;0pf;;q2tv86g0s32g
jh;;dl;;2ff;;kg1szc9qhk4k qr;;2g;;2pfe;;9gm58mclcmst ww;2f;34;1i;2pf;;4g07kxgj9y9q 5em;k;3q;a;0fq;;wjwrlkrbvg5b 18t;;x;;1fe;;08ldcycb0kl9
if;;xh;;1fe;batch;qr0k0p729t5k ku;;0;;0pf;;65phm857w1q4 356;;26;;1pf;;rw6cy1k95c57 di;;1w;;1ff;;8gc22x8b040k gf;;7c;;3pf;;rs49lmsh6xxw
c0;;4k;;3pf;;qvp3rhvc3vwk 39g;;2z;;1ff;vision;0q5dq6h5j57p 4x;;3sb;;1ff;;wm6xf3k9jmxg ys;;0;;0ff;vision;n7mfy1b79lhs 5qq;2g;49;64;0pe;;2t970r3170nq
4ig;j;4b;7;2pf;;hrs6n7lcr2mm 3e6;;1j;;2pe;;sbwl2td13jf9 146;;n;;2ffe;;rwzw1nvmt4dq 1go;;21;;2pfe;;1fkvf7jj1zzk 4de;;r;;2pfe;;1fq4lzfy1m17
1oc;l;w;11;1pfe;;9r53pld7szhp 85o;d;n;9;2pfe;;92tyglr0b7tk 2oe;;3c;-3c;0pf;;bf90tzgms424 456;;26;;2fe;assistants;dtgbfvqmjfm8
dk;p;11;11;3ffe;assistants;b0z4bgvlh8z0 5h6;m;35;t;2pf;;ff32y1r5px5r cq;o;4y;;2pf;;2b9lxxhh957b 1ev;8;f;1s;1pfe;;cgvtvlvkvfxq
8aw;38;6e;4q;2mep;gpt-4o;rq519d4v09bw 1nz;;ab;;2me;fine-tuning,gpt-4o-mini;b2cbq8c9crbs 479;;8j;;1fe;fine-tuning;2gqshgzt6gpb
5o0;k;2u;;2pf;;3wgkrn2qc5tf 8qe;;2e;;1pf;;vvtggc9m43m8 5e;5p;55;1i;0pe;;txk5wmd6n68l 23f;1w;17;p;2fep;assistants;26jngpxh098l j;;4e;;2pf;;39dpym8fydrd
18f;f;1j;8e;2pfe;;s9d5cv5jcy7x 3cd;;5b;;2ffe;;433mh2zvfmww 1dx;g;g;12;0ff;;q1v975w73pm7 pq;d;l;r;3ffep;;k59vpk7p41p5 1;78;6o;k;0ffe;;sz5ltf8r0d7p
28;p;i;7;0fe;assistants;0mxbfltxlnmh 60g;;0;;0pf;;4mvhdw8bmz8n qo;;2z;;1me;fine-tuning,gpt-4o-mini-2024-07-18;83ywkwsc4tk8
wm;i;12;3u;2pf;;frbqbb921940 5f;;3w;;2ffe;assistants;8kb29fwgbp25 7ob;;32;;1fe;fine-tuning;j6glkgv11zx3 4b;w;25;;1me;gpt-4o;h7hsnkvjlypr
6xl;;1j;;1pf;;c46g0x8kfzm8 c;;10;;2pe;;slmjyth2c3y9 1ws;;3b;;1ff;;98ybsk5l2j4r 1fl;;s;;1pe;;6xrkkj69mwn0 mj;;65;;0ff;voice;dn454qypbw83
2a8;k;h;j;2fe;;bq8064vtt623 1i;;b6x;;1ff;;2mk4x5m4xvqs 1eh;14;3i;;2pfe;;7mldgz0f47rp c8;;cs;;1pf;;6ysbhfcs429p qq;;v;;2fe;fine-tuning;g1q7skfj3xr9
1zt;;4q;;2pf;;9c67ckjth8k3 3sf;;38;;1fe;fine-tuning;n6gp0rvd3d6s js;;0;;1fe;assistants;f6dbcvsyff6h 7te;;14u;;1fe;;ngmt08pwjlxz
379;;n;;0fe;assistants;4f27pxbkg7kz 3os;;zm;;0fe;fine-tuning;n55njyqz4hr8 7r9;;4a3;;3fe;;kfy40mxr686g 19i;;0;;0fe;realtime;v20bwm5v2t60
10i;;14g;;3me;gpt-4o;7k20nsx3kkqx xj;;k;;3ffe;assistants;9z6rj9swlc0y 2be;1a;1a;10;1fe;assistants;mpvly941yv58 1rw;z;15;b;0fq;;yp1t8pn1gdl5
58;;k;;0ffep;;mjyr131v9k6d b9w;;1m;;0pq;;0nbv77tlg44c 5nr;;8j;;1ff;;rjbk171bq45j 2q5;;3b;;2pf;;9rmhkx3x3wm9 up;7;o;25;3pf;;85qjcm8c2bp2
ime;17;9v;;2pfe;;3pn6gclf1cjx 14p;19;u;f;1pe;;h3tgpk4g1h4c 1m6;;2o;;2ff;;tv0rmmrmbpkg 51p;k;19;;1fe;assistants;f1skssnbkrcw
1dg;z;1v;;1ffe;;4q5qk7y03yc8 131;n;5;47;3pfe;;55qs3vq1m35z 2hk;;29;;2ff;;p7h80mvgv4xh 2l2;n;2y;i;2pf;;dpn8kthpgwmg 2ol;1;7a;4l;3ffep;sora;ctrsv3lwd797
hr;19;1m;q;1ffep;;9df6h3bqyl6q xh;38;2x;b;2me;gpt-4o,gpt-4o-2024-08-06;wy6975w01ws4 on;;5g;;1fe;vision;hgn6j0vh7j43
3fc;;b;;2fe;fine-tuning;x1hn2l6brxmd 10e;;4g;6;2ff;voice;x4xk0n33m273 1yt;i;8i;i;1ff;;nywxy1553mvg 8w;1n;2e;4;1pe;;f8l6dtn1f4jn
11s;7;k;4;1ffe;dall-e;6t1y6m2h83pm 6na;k;gm;;3ffe;sora;6bwlxnvdncnm f5;14;3w;v;2fq;sora;zngc9lgj7gp7
e2c;d;n;1x;1me;gpt-4o-2024-05-13,vision;y186j7j9ym1j`,
  'openai-2026': `
1o9os;;pf;;1pg;codex;01KR1Q0SWZESWXQVWQRKRDJCHK w3;;2w;;1me;gpt-5.5;01KR3S3Q2RE54PVJ7GZPQNEY8Y 4c;;1y;;1pg;codex;01KR421V8PCTFKA8EJJC2VCGA3
f0;;1;;2pe;;01KR50YN2DBMTXGPC6BQSJN48J 2a4;;71;;1fg;codex;01KRAA341YK58M05V2DFGDRMFB q3;;1l;;1pe;;01KRBZTV511HR7SWVFZJ0438D6
1qe;;4w;;1fe;realtime;01KRG0AZKH41DV4D9SNJSXM33Q 32;;3e;;1pg;codex;01KRG6MF021JQ997JCR7R8Y9A0 oo;;o;;3pf;;01KRHSDQP7DZPAVANG3R1RCNVW
10g;;u;;1pg;codex;01KRM4H2T37TNSS7BCSGXVS8RQ w1;;1hg;;1me;gpt-5.5;01KRP6FM6HSKWB3MS1EJTY6AT4 4s9;;1u;;1me;gpt-5.4,gpt-5.5;01KS19AHSEE3DAX1HHKNQB166F
1rx;;2j;;1pf;;01KS5CYS472SA003BQSXSBM8EW dp;;25;;1pf;;01KS695P8GHC0NCMFE96C34KJ1 uw;;uk;;1pg;codex;01KS88SRADTWQW27NYRAXMBAQN
4me;;3;;1fe;;01KSJZHDY7E780KF9J2ZZ8M0GE uj;;42;;1pe;;01KSMYEEWP0BZYANSMAXWJ3K59 2p;;jb;;1ff;;01KSN40TAYQYGAKFA50HNH22YG
2l;;lr;;1pg;codex;01KSN9ATSF1WCJ5ZTQSR1H9CC7 q1;;0;;1fe;;01KSPYYC11CCY3KKXEK4E03CBG io;;7w;;1fe;;01KSR5D08APXRBVK8S120N4PDX
ar;;2x;;1pe;;01KSRVH1TAV8Q47M91F6V4V6X0 5;;2s;;1pf;;01KSRVTZVW4J7NZ3WXM74DG4KX gq;;9;;1pf;;01KSSY9D28AM92BCDXRTS4CDKZ
3h7;;1q;;2pf;;01KT204M76EYZYJX7WYG1B2QPH wp;;20;;1pf;;01KT43GBSRNH7HG9YE93GPNG63 j0;;1b;;1pf;;01KT5AMWGKRTMQW2BAHD70PC4X
8;;11;;1fg;codex;01KT5B2V94YX1T1M88BVQHB58J 8z;;ab;;2pg;codex;01KT5XJ5ATD6RMYP908WS69FVD 10m;;2s;;1pg;codex;01KT890WC7YQYMX39GY5VG9QAB
r4;;13;;1fe;;01KTA0V0N4KT7VV50DTJZ85XTA ue;;4i;;1pe;;01KTBZDS20E3PZ53DH2SCKXN49 18;;2e;;1pf;;01KTC1ZHEQGEYJR6W372KNW3WF
12;;1x;;1fe;;01KTC44AD7928NC4HHQWW9XE5F 5a;;1u;;1fe;voice;01KTCF0M9HQ04JB48EXMMJVX5J 23a;;4x;;1pe;;01KTHA1XMAS77H4GMQBKSNPK71
6y;;7;;1pe;;01KTHRCXQCANBBY5JTGEQ1XTPK 45l;;1p;;1pe;;01KTVCFSN91M935M3MD3Z9W7C9 d8;;2g;;1pg;codex;01KTW7QY5W9DDYT0ETXX6MPVSY
2a;;42;;1pe;;01KTWCER83NNKE698QXNXJG11M 48v;;3j;;1fe;;01KV67B3HB2B6JKHAMHCCYS0KZ a2;;1d;;1pg;codex;01KV6W1JX2T4T1455777Q1R2W5
hd;;5g;;1pg;codex;01KV7ZT644J4V94GSXMFPY2ANR 1fc;;1r;;2ff;;01KVB9JAB1PP9GS4A6AZ52TT5Y gv;;s;;1pf;;01KVCC8P5XTCA7H7W7E6A2MYJS
95;;4z;;1ff;;01KVCZ38K0RJZTSX7Y70RQMV2D v8;;2v;;1pf;;01KVEZD06ZFM2CMDZQMQYDV9RK 4xw;;3q;;2ff;;01KVTDW6E1PXBTY2A9XEBT4MY4
q0;;8;;1me;gpt-4o-mini;01KVW3CQQ51SWCV4A1SWA6ATVM 13r;;8p;;1pg;codex;01KVYNAMMJ7AMF94YBECG6JG6Q h0;;h3;;1fe;;01KVZRA3Z551H993JHJ9P2TW9E
15p;;3c3;;1fg;codex;01KW2E6W0503W4NXJNCVAG8V6T 1c8;;95;;1ff;;01KW5HJAH5X1A2V62HP4ZST1V7`,
  'github-copilot': `
gkce;;1y;;2fh;;10371759 4byj;;8;;1fh;;12760686 hw4;;3n;;1fh;;13670974 y9;;1j;;1fh;;13694881 1gdd;;1k;;1fh;;15824287 7bt;;3c;;1fh;;15875011
7ap;;25;;1fh;;15928732 2ri9;;a4;;1fh;;16956296 17o;;1r;;2fh;;16966884 9nh;;s;;2fh;;17144928 cf7;;e;;1fh;;17258797 yek;;e;;1fh;;17585950
fhi;;18;;3fh;;17722171 10rw;;g;;1fh;;18024095 2m2m;;1g;;1fh;;18923106 eg;;2d;;1fh;;18927539 14vn;;43;;1fh;;19262410 28x1;;1p;;1fh;;19966019
32;;7y;;1fh;;19966692 k5w;u;16;;1fh;;20135877 ami;2w;8r;-2d;1fh;;20212410 rj;;3b;;2fh;;20219651 x4s;;m;;2fh;;20498552 5ah;;37;;1fh;;20537427
1m5;;1l;;1fh;;20551752 tik;;3x;;1fh;;20775725 j2f;;8;;1fh;;20938285 lz8;;1j;;1fh;;21156994 oda;4i;64;29;1fh;;21380971 1ra;;vx;;2fh;;21398869
3cz;;3q;;2fh;;21424650 8qn;;k;12;1fh;;21506412 oij;;27;;2fh;;21748191 1aos;;95;;1fh;;22287041 hie;;c6;;2fh;;22512439 1doa;;2e;;1fh;;22960458
1dkb;a;u;v;2fh;;23487850 mue;;2q;;1fh;;23735682 efe;b9lk;1o;b9kg;1fh;;28456612 1g9;;27;;1fh;;23939893 dcf;;8;;1fh;;24121839 rm;;1t;;1fh;;24130245
ne6;;4n;;1fh;;24382018 36i;;1s;;1fh;;24411620 k8p;;s;;1fh;;24600599 7sr;;26r;;1fh;;24666624 w1v;;hb;;1fh;;25035810 10q;;h5;;1fh;;25058728
5kt;;4y;;1fh;;25189632 8k;27;2n;9;1fh;;25196531 642;1p;5p;w;1fh;;25261970 ce2;;4i;;1fh;;25385487 lq;;0;;0fh;;25429897 6fj;o;5c;;2fh;;25456062
5mp;a;v;j;2fh;;25514408 197;;y;;1fh;;25528319 d6a;;16;;1fh;;25641810 1sh;;m;;1fh;;25662931 62w;23;28;;1fh;;25724106 99i;4w;5a;s;1fh;;25820186
5n7;;49;;1fh;;25872946 5;g;14;-a;1fh;;25873107 1mr;;e;;1fh;;25891369 1y6b;;3g;;1fh;;26534607 6ht;;x;;1fh;;26592339 24s;;1dq;;1fh;;26615316
1km;;1u;;1fh;;26633369 cr0;;37;;1fh;;26752063 6p5;;36;;1fh;;26820913 abc;;f;;1fh;;26933445 7ua;;u;;1fh;;27031453 19;;p;;1fh;;27032025
os6;;2c;;2fh;;27358197 bs5;;1t;;1fh;;27508195 32j;;3i;;1fh;;27547484 4dd;;2l;;1fh;;27599440 1r;44;57;;2fh;;27602231 yl;;0;;0fh;;27635148
2fd;1z;4k;;2fh;;27650049 dvb;1x0;uv;140;1fh;;27843035 6w8;;20;;1fh;;27897480 1k0;;4b;;1fh;;27920382 ad;;1b;;1fh;;27924734 5yt;;1w;;2fh;;28003053
13m;;2g;;1fh;;28019251 ec;;0;;1fh;;28059713 2ht;;51;;1fh;;28063262 4zg;;1t;;1fh;;28127260 da;;2a;;1fh;;28132875 dag;s;64;4h;2fh;;28329719
p0;15;14;15;1fh;;28339403 3et;;16;;1fh;;28387833 39x;;3n;;1fh;;28423324 as;;t4;;1fh;;28427520 381;;4k;;1fh;;28469110 7i;;3a;;1fh;;28471802
8di;48;6f;k;1fh;;28573454 3o3;b;2m;;1fh;;28625959 28k;2l;2h;a;1fh;;28663359 um;1j;1x;u;1fh;;28676547 1qe;p;1h;3;1fh;;28703281 495;d;2b;;2fh;;28769993
1m;1b;29;6;1fh;;28771344 1cf;;q;;1fh;;28794783 78d;2d;3z;u;1fh;;28922400 8c5;1o;2z;;1fh;;29098832 0;l3;2z;jg;2fh;;29110999 0;13t;2z;12i;2fh;;29123267
8yd;46;42;4;0fh;;29310827 5wg;;4j;;1fh;;29421937 1ek;;c;;1fh;;29451471 2j;;6n;;1fh;;29453016 7dg;19;go;-eq;2fh;;29547216 bo;f;7j;;2fh;;29551263
4do;3c;4o;b;1fh;;29603482 is;;6z;;1fh;;29608623 9i7;j;6q;;3fh;;29763808 130;;12;;1fh;;29780522 2b;9;2c;3;3fh;;29782041 4h9;;3q;;1fh;;29838967
aj0;1e;3d;17;3fh;;29998148 de6;;fk;-fk;0fh;;30353367 884;y;2d;;1fh;;30319790 2ef;;2s;;3fh;;30359252 7ph;w;2d;1s;3fh;;30452936 c9q;;12;;1fh;;30576567
1ji;;1i;;3fh;;30591734 lv;1o;3t;e;1fh;;30598322 c9h;;55;;1fh;;30715981 30d;;4b;;1fh;;30748837 pt2;;27;;2fh;;30985470 5ps;m;3i;;1fh;;31034742
ma;;1t;;1fh;;31040145 2mg;g;x;o;1fh;;31064249 1uu;;2k;;1fh;;31077734 2ax;;2a;;1fh;;31096975 5yp;;2b;;1fh;;31140707 32g;;1s;;1fh;;31164952
4e9;;cn;;3fh;;31193766 3dr;;gi;;3fh;;31233568`,
  'perplexity': `
14bw7;;f;;1pj;;clz8u96rq26122hon5fp2772ud 794;;0;;1pi;;clzi1wdza368552hro6xu5i5lvs ai7;;a;;1pj;;clzvhzb1f424622hxnbx7zsegr1
zj7;;4;;1fj;;cm156zbz3000dhb02uqdqk6y0 1qry;;0;;1pj;;cm3dy3hh2003ja9g4uaxxtey9 11b;;0;;1pj;;cm3f9y1cs000nr2vyzx1axxs7
26to;;0;;1pi;;cm68ne5it000crf9ewzcamb8y n6a;;k;;1pi;;cm72ge39w000skz61gwcvnxj4 1ccv;;0;;2pj;;cm8t2cwgg000rb2m32uc5jnal
a0;;0;;2pj;;cm8t22p39002dg69u0yxplqiq 4ta;;0;;1pj;;cm8z5vwak001lr1lyzv0df09e t7v;;0;;1pi;;cma4irllo003ufvm5no73v97y
9ub;;0;;1pi;;cmadfqyji001u66p9c6u8pgma 9ed;;0;;1pj;;cmaphd3q9008snbmxvb9pzxim ri;;0;;1pj;;cmaqgq72u006dd3o1u64veogg
rzo;;0;;1pj;;cmbqglc8x00019b4dw876rm5a 2ovs;;1j;;2pi;;cmf74zs6j001y3rwly4wymq3c 1dk0;;0;;2pj;;cmgys58bg00phtnwejry53dud
f0;;z;;1pj;;cmgzbeye903dvap0ldskxl2pg w36;;0;;1pj;;cmi4nr7dx004s10lslamg5662 ipj;;0;;2pj;;cmisn4u30004czxetcottiflf
1xhz;;0;;1pj;;cmla0pich002lmbagmgd3dea9 c6t;;0;;1pi;;cmlpp0s6w0xw8kiq075jrclzi 2h0l;;0;;1pi;;cmow64ygu00nssas2uxewm3ur
uyq;;6e;;1fj;;cmq08wkuw02waqmn6yt1kdgej swt;;0;;1pj;;cmr18mqib01bn0zqm49b8h3pv`,
  'deepseek': `
1mb3n;;0;;2pl;;780466816521287 5q0;;0;;2pl;;710098072344287 93e;;0;;1pl;;639729328166287 ccm;;0;;1pl;;569360583988287 in;;0;;1pl;;498991839811287
1gk;;0;;1pl;;428623095633287 39w;;0;;1pl;;358254351455287 j86;;0;;1ml;instant;287885607278287 207;;0;;1pk;;217516863100287
f7p;;0;;1pl;;147148118922287 5g;;0;;1pl;;76779374745287 2cm;;0;;2pl;;6410630567287 ea7;;;;1pl;;6467187538287 3da;;;;2pl;;6480608319287
48g;;;;1pl;;6497432543287 el;;;;1pk;;6499101276287 d7b;;;;1pl;;6551550194287 7pg;;;;1pl;;6582247566287 a0r;;;;1pk;;6622241641287`,
  'groq': `
1gel2;;2h;;1pm;;01K3HMPMPX027M83KAEVC9V0V7 9pl;;15;;1pm;;01K484T84K30D2T802S5ZM5GDE 1aj;;2o;;2pm;;01K4B4P8XDJW1KRYGZ2RWJ6F40
ob;;11;;1pm;;01K4CPRHXPY9MXXK40126KCXTC 3ts;;34;;1pm;;01K4NJHZYYP2XG1DKRPWGMCGK1 218;;14;;1fm;;01K4T9C1ATHRC6ZYWF09DEZBWR
869;;qw;;1fm;;01K5D7HK6GG0ZM6FXB0CJFK5BE kss;;1d;;1mm;instant;01K6XDYJ0ZVK2DN64SXD0TVY09 8h;;1d;;1mm;instant;01K6XZD73A9X733YSGWEX1GC9T
8rh;;3e;;1pm;;01K7J99P12S0FVPMK1133H4PWK 7i3;;36;;1pm;;01K83NN6QVV96GKVPMNRMH1KC3 14w;;3l;;1pm;;01K869W285DXBXXGP8CCS2YTE1
dt8;;11;;1mm;instant;01K96A493K976D1XXJXVE1PTBG 1xs;;z;;1pm;;01K9ASV40Q6E0REQHZ0NWDDRKV e2e;;5x;;2fm;;01KABCZ1QN9SA5AYR73FZKVH46
ftk;;42;;1pm;;01KBG270TN3DR6P2PKTPXNN09Z 4i9;;2e;;1pm;;01KBTGF16X8GQMQQB9Z5Z3Z1R4 boe;;0;;1pm;;01KCNJCXJRRZB6WJE7A844VE3Q
8id;;24;;1pm;;01KD99GZ8D8KKBW1TDDRP9D2KJ xls;;47;;1pm;;01KFQ5JHB7J3PN1FJRVCFJ60NR 32p;;35;;1pm;;01KFY9JPGP9MXGF8Q302E1ZPRG
anh;;2w;;1pm;;01KGPZHG23VN9WN5BW3P9B7XYQ 7z;;n;;1pm;;01KGQFXHTZXMDX343SYCGZERYD 1ug;;2l;;1pm;;01KGVRTHAJMBC5F3M2KH4WX21C
18kp;;1n;;1pm;;01KM32CYZ56PGADEJ94BTVWJH4`,
  'cohere': `
1nj71;;;;1pn;;01KP45GATY2N5A4TF5Y5KPJ2QG 7ug;;;;1pn;;01KPPFEB2PM2SV9VD1EMYS8X4K`,
  'character-ai': `
vozf;;46;;2ps;;0cksdfnhfy6p 299;;u;;3ps;;bt77d8174xlq 4cu;;z;;3ps;;tw8n83w5jz43 2at;;4y;;2ps;;4vj1gghj29t4 1xj;;1h;;3ps;;991k21s06ml4
8r;;1o;;3ps;;fl04cnw1hskw 318;;j;;3ps;;5hgyc7qkhrk7 cl0;;22;;3ps;;t666zx5wmjvw 5d;;4v;;1ps;;clpqgprws6jg 36a;;f;;3ps;;q0xvy3xtgsrf
2db;;1i;;1ps;;hyj9hwhl85vd hs0;;1b;;2ps;;01vtrvk90lzc pj;;k4;;3ps;;fm7kv47p396k aao;;h;;2ps;;h3vtgftrvl61 3r;;dq;;3ps;;zppcsvf3sf9j
iqs;;9;;1fs;;m9njf9jw164k 208;;s;;3ps;;d2s6z2yxhyb7 nor;;cq;;2fs;;pz385w9h3vx7 1e4m;;j;;2fs;;0lrd352s91td hcj;;1c;;3ps;;0q2v1qd3dpc3
fop;;y;;3fs;voice;9m5pqqytjmgg 5p;;14;;3ps;;nrzlhxt4nw6q pt;;n;;3ps;;mc9hvd429jqn hu8;;5m;;3ps;;pwdjlm88pk27 169;;b;;2ps;;sgwyyq1xr0xr
ft9;;1d;;2ps;;p67d35ptln3v 6is;;59;;3ps;;dg258gzdn1w5 9ys;;1z;;3ps;;nxmjjz11m0rm 4e2;;6r;;2ps;;vqdq2k8l41ly 5cq;;1n;;3ps;;vl10lv6p5szc
3ed;;56;;2ps;;n50ntqp72qjm zx;;14y;;2ps;;tm4dypfx8n4f lhx;;1yb;;0fs;;3yxjbhm5ptq3 1acg;;3y;;0ps;;4dnmfbgs809l 130;;53;;3ps;;tv1wlpglv6qz
625;;5c;;1ps;;cbqgfzxx7b2m w21;;2n;;3ps;;4w1tp932bsq3 c6d;;0;;0ps;;y8g244wxy19r 6kz;;6;;3ps;;c5g1f0lw5fnd v5l;;20;;1ps;;6xrnwb4wblbp
3ea;;0;;0ps;;d6269k1xjvx2 3cr;;3b;;3ps;;03k94jjk36x6 903;;4d;;3ps;;8xg3hq0mnzhv 8sh;;3e;;1ps;;7x0ygq1bsq9f 4;;2a;;0ps;;mmftk1chz0zx
yd;;3h;;2fs;;47qr0fy6s33g rym;;0;;0ps;;lc55szyc41h9 i;;9;;0ps;;8xpbrxz7pz2s 23o;;t;;0ps;;df4rjs0rx1gl 5;;e;;0ps;;4y86pzvhr0wx 5;;j;;0ps;;tz4sptjqs3xq
l28;;3i;;0ps;;h5vf03fj3b7f 2;;3g;;0ps;;f45bzqgd2qtd 6;;3a;;0ps;;tls3dmzctnmh h;;k;;0ps;;nd9qv6fqc8vj v;;5;;0ps;;69ykm0hpp8ht m;;19;;0ps;;v5w7b3gyzwds
16h;;8;;0ps;;gd7p23cyl69q 2ei;;h;;0ps;;svq38drg58hd`,
  'stability': `
n9zz;;1e;;0pt;;c193789ff1b8 11o;;2e;;0pt;;4bc35f813922 7rl;;16;;2pt;;4b9e3f7bc660 3121;;3r;;2pt;;0e187a23512a 5v9;;nq;;1pt;;63d32f13d631
6g6;;1i;;2pt;;005821950a6b 3im;;4w;;2pt;;1b1e323388de 89l;;x2;;1pt;;5f83d24d8ac8 226;;0;;2pt;;9fc6d433e113 nw;;0;;2pt;;253c318d9ceb
rry;;l;;2pt;;6fe467f3ce24 1bm;;p;;2pt;;e6eef087b683 17oe;;1;;2pt;;1eedb375f398 m5b;;0;;2pt;;d310d35c423e 222;;1s;;2pt;;9a028463f2e6
mgg;;3c;;2pt;;4ff4c0eb6ff7 6xg;;0;;2pt;;3c3a743dc211 5br;;2;;2pt;;c5b49fbc159d z5;;2;;2pt;;4746c80292b4 35l;;a;;2pt;;eda55f0b7a56
6yb;;c;;2pt;;2f0a3eedfcc7 wd;;4;;2pt;;4a661ff5363a 58;;2c;;2pt;;facb92a7708b cj;;1;;2pt;;21e9a6286141 4zq;;13;;2pt;;94261163a098
6t3;;1q;;2pt;;8a8ef25ac02f 16h;;e;;2pt;;3a99e1b681bf 7rb;;s;;2pt;;028bf6d3c856 6oo;;8c;;2pt;;c5d9951bc396 c6s;;c;;2pt;;331958d8488b
ur;;4;;2pt;;08539b7279af eab;;j;;2pt;;51f073b50364 6tu;;0;;0pt;;b8e34030b6a9 4gk;;0;;2pt;;6e2850bc0c33 8uv;;4q;;2pt;;05174a65901f
3js;;5;;2pt;;42c4a4f6ac9d 7go;;1o;;2pt;;4eb2bfeca1e8 1d4k;;1u;;2pt;;02c39470f1d5 2a;;7b;;2pt;;5403d380ced1 2zm;;0;;2pt;;6832077f3d39
3c;;vz;;1pt;;dc02d1f36f33 3dx;;1u;;2pt;;7de968d98c7a bbc;;4;;2pt;;622b2a0163ae 65;;f;;2pt;;0488311807c3 91h;;71;;2pt;;6f705e4cad47
20f;;e;;2pt;;498b6dc89caf 8jn;;5;;2pt;;678c734d9324 dcj;;g;;2pt;;a45ffae995a5 40w;;35;;2pt;;0a8bddcce8aa 2gu;;1a;;2pt;;acbb9e5ed4e7
1rf;;c;;2pt;;8a8180c48020 vw;;2;;2pt;;80eceeddf0d7 f;;0;;2pt;;a2ed054da8e8 5cc;;1i;;2pt;;c544825fd26d 266;;14;;2pt;;2679a764be6a
mv;;2h;;2pt;;1b38a6f3a467 rp;;14;;2pt;;845d855a4c9e iod;;m;;2pt;;6b00e8ce1dda 4ql;;zr;;2pt;;a10bf1d5923c 5k8;;1o;;1ft;;b36732c2fb49
e8p;;45;;0pt;;b59af3ca09ab 4;;40;;2pt;;4abb4eff8f78 2yb;;1l;;2pt;;0ddb442efc43 3ar;;1b;;2pt;;7ed87c6aa439 8c;;7b;;2pt;;5055e9ced572
sc;;k;;2pt;;6f18aaeab5cc 4g;;21;;2pt;;4fe0f15bb98c qe;;5;;2pt;;cc8be70b7910 ci;;23;;2pt;;49914a37d4bd 4b;;1q;;2pt;;ecc012247aba
dks;;6;;2pt;;33028a27b12a b6x;;7;;2pt;;6146c7ff7038 moz;;28;;2pt;;129111ca9923 ofi;;0;;2pt;;f2ab9f9ecbf9 nh;;3g;;2pt;;7f673af7e2ea
36h;;8;;2pt;;87b265362974 gig;;1r;;2pt;;5ba1766313c3 2fs;;km;;2pt;;b8a783cb1249 4e2;;1w;;2pt;;a1e76083d9ea 2ao;;2m;;2fu;assistants;7654be9019cb
81;;r;;2pt;;b7027dc3ec6b g20;;7l;;1pt;;7154740419d7 s78;;g;;2pt;;ba5793023ada wul;;6m;;2pt;;4b0f1228b69a es;;3i;;2pt;;4f2a071184fc
13qk;;5o;;2ft;;919d0c2dbc5b 43q;;13;;0pt;;fa67b30e85bd 3jn;;4w;;2pt;;3aa02c236a9b`,
  'elevenlabs': `
1mabx;;;;1pv;;01KJVW45M3W50E2FHD3PDTJRZ2 2sh;;;;1fv;voice;01KK2M85JJ9ZKYC8Q6VA7VS38Z 1wa;;;;1pv;;01KK7668AW7G0DZGQVT3E989DE
16j;;;;1pv;;01KK9X3D0PX38BAJR6S36TJZ9Q 6jd;;;;1pv;;01KKS2FJAG4BAP2YP53XJNRHPP 144;;;;1pv;;01KKVZWP104F47R507Q405VT58
3m8;;;;1pv;;01KM3RQY8T4ZCZ8WME2K0DT6Y1 bm8;;;;1pv;;01KMYP5ETQ2E70TJ338MXAKYM8 1cn;;;;1pv;;01KN1KHV8CMXRWJB6V5RCKQ18M
21q;;;;1fv;;01KN6TGRBBTEXCK4QYP5RNFFWG 9;;;;1fv;;01KN6RQ9QPTFFRH3T0JRBV5H0W cpz;;;;1pv;;01KP4ACA258VHJT8C8HSZ7FF53
41d;;;;1pv;;01KPBM7XZMSYJDPHBFGAZT2DJS 5p1;;;;1fv;;01KPTTQSDT67Y0ZHAQRH7BNC65 dh0;;;;1fv;;01KQSSXNY53GHFQ6471JCYMAZ6
8qt;;;;1pv;;01KRE9FAGN3YPVW6PXA3EVZ622 19x;;;;1pv;;01KRGTF490YC8ZW32GZ9QWRYEW 1se;;;;1pv;;01KRNEHFTPMY0HWNAYGWZAM5X3
10o;;;;1pv;;01KRQVQPKYHJ3QZ1ZXY581ZZ1Q a34;;;;1pv;;01KSF8GPQS45YNXS1GE0M8DRFB 2o4;;;;1pv;;01KSN11TXNPK8FJ99M18HYAK3X
4t;;;;1fv;;01KSNPHXTB32AMA6SREQYGNB19 ne;;;;1pv;;01KSQAMVB5HMHCFTGECZZB1PYP`,
  'cursor': `
1n08g;;47;;1pw;;283lz38f2bhr 3e;;f;;1pw;;2yhxy88kj1qj 2zh;;6b;;1pw;;2lfhttvjdbnx 7l;;o;;1pw;;479rqc083z9f 1k;;1e;;1pw;;rdhhytbyv79b
b;;14;;1fw;;zf62qngf84ms 21l;;5u;;1pw;;qxwtvjjck6g5 185;;k;;1pw;;rdd5gz6kj4sc g;;5;;1pw;;fjsctzyyl6fl l;;am;;1fw;;27nmgqxfgr1t
11k;;1u;;1pw;;cp21bxwx99c6 3b2;;l;;1pw;;253bx8s675b9 1g8;;s;;1pw;;gh86zc74ljp6 xm;;3d;;1pw;;r3v0n3mlbp7g 7;;2t;;1pw;;ms85q1cbz2jb
15o;;9;;1mw;opus,sonnet;3mrpvcjs4wdw 4j0;;m;;1pw;;y3w9k7sl1172 4n;;f;;1pw;;qjskv19r5g9k 1pu;;1y;;1pw;;6wggzx9z6l8m 65;;2g;;1pw;;hbv1r8d8vsmz
qz;;2n;;1pw;;lzps38n0tn36 cl;;1x;;1pw;;qnzgpyd5t6df 746;;k;;1fw;;th2cct92j5r6 if;;l;;1mw;opus;6gg4248p1nj5 6sr;;j;;3pw;;8cfjf3xf7w8v
5sy;;1p;;2pw;;2tnjkh2yrj43 s7;;22;;1pw;;ljtrllx1qbkj 12i;;4p;;1pw;;xcj1ymx41jfn 1ja;;2j;;2pw;;5z97lnj750ck ka;;3g;;1pw;;szkmq63kv49c
id;;s;;1pw;;m41bn1v69v82 2wa;;g;;1pw;;trqxs206zwns jv;;f;;3pw;;7c7ng2n37wf2 1qv;;28;;2pw;;w0crn4dxsffm 1hv;;26;;1mw;opus;rrhrzf02mg19
4by;;r;;3pw;;m5sf6p5n9x42 6c;;5s;;3pw;;z765kt55mp5r r;;2a;;2pw;codex;d20hgyp9m78m pw;;5m;;3pw;;7ps07tjsr5z5 zl;;i;;2mw;opus;l2d7lzdnyck5
zi;;56;;1pw;;klk5f80z6ndp 3j8;;14;;1pw;;gd0cxn40pcfh 1j;;1x;;1pw;;r1nv5ylt1y6g 1jo;;6u;;1pw;;jvwf47tcm3wl p2;;1o;;1pw;;qdsjxcpdn4f3
kw;;f;;1pw;;1bvyw1jqnw31 4j;;5;;1pw;;0zj30pvgj5th 3p;;e;;3pw;;l6ldjcp0f4h8 6s;;7m;;1pw;;142rjkx0pw4d 2wt;;11;;2pw;;sl0gh26ml3g7
3v7;;13;;3pw;;7f4dhrvj9ppt 6xg;;30;;1pw;;5n05xzm7z3w9 1uu;;41;;1pw;;xkfk32psrcnr 5k;;12;;1pw;;ck7f7rhhnxp4 6dw;;y;;1pw;;1fqzvthv5hxl
87;;2t;;2pw;;73l6395lw69p ps;;1g;;2pw;;00k0vjsxgbk9 bp;;1f;;1pw;;d495545zkd58 50f;;9;;2pw;;jygvg6pxzqvp 1k6;;3x;;1pw;;yfdwf8w91gqc`,
  'jetbrains-ai': `
1ak5o;;0;;2mx;o1,o1-mini,o3-mini;w6lk05h126b1 1kxr;;3o;;1px;;s3vdrqptsgl9 8im;;s;;1fx;;dwwgrb054ch1 1z;;19g;;1fx;assistants;r5bvk8xbh8qx
5dc;;1p;;3px;;gsr7nvjw859m 8zm;;4j;;2px;;ccz13s50v21y 8q0;;18;;2px;;w1hgy97gtvdv 1fy;;7;;1fx;;gqf6j6dw9w4y uue;;9z;;2px;;85wzmmbfn150
4j1;;aw;;2px;;792jt10ly2sj 2mq;;1w;;1px;;mtkszdy80t28 deq;;0;;1px;;hv9t511rb2q4 vn;;35;;2px;;z7wwqphhwgcj efg;;38;;2px;;xsdrym2xk7w3
8uw;;1y;;2fx;;qd8fqg24jw6g 1fp;;h;;2px;;7wl3r8gj076y 3t8;;2w;;1px;;wpzc331fjqgv 1lt;;1r;;1px;;l5gd5ryr1j97 1wo;;4g;;2px;;bdpt0s8h1qlt
xf;;ri;;1px;;l4q05kg0xvq7 5l4;;13s;;1px;;80ph1bwl9381 mnc;;x;;1px;;24p2pxcb57km esm;;or;;1px;;xb587trxjmrz 9lz;;22;;1px;;mknj0m0hcyhh
fyc;;8l;;1px;;qpfpl27t8fhl 6u4;;diq;;1px;;jrfbw068yx8v dit;;9m;;1px;;m5s4y3wg23xz 8gf;;c7;;1px;;z49rv8nd4ylk 2hr;;78h;;1px;;j742kg2x58vt
6xd;;0;;1fx;;d0pz0vrqfqr8 18l;;zh;;1px;;vwybt06thkn1 8xc;;2g;;1px;;s55f2trpjxzh 3bf;;1x;;2fx;;q2vtm0nskm6f 7m0;;6x;;1px;;q2ynz1fqkqp9
183;;70;;1px;;3yy1d7hvgy9b 37b;;e;;1px;;z52qfgnsnrtq bmt;;j6;;1px;;mstxzp4x23bd 272;;1j;;1mx;gpt-5;81n2lz8hcyps t7c;;q;;1px;;l86tsrdynhgn
ox0;;6t4;;1px;;04qpjhzsptjv ncc;;14;;2px;;p2syk0j7rwzj 1sc;;w;;1px;;6w3p9x0rgwyj a1m;;196;;1px;;9fjxt9lnb9gm bzt;;c;;2px;;tbtyc9p4l88j
cns;;12;;1px;;xzfnsml3fz4h rrg;;7;;2px;;rzn3jb8g7602 19i6;;12;;1px;;096zxyn9hmqy 19s;;11;;1fx;;7ddm05k7694m 7r8;;19;;3px;;t00vq7vfbbt5
7s;;0;;1px;;bpcnwdyd5wnn asl;;dg;;1fx;;xxb5skqjsfy5 993;;o;;1px;;2bvnyhnzdf3c q3;;v;;1px;;ywf5c7rlxmhy 2s;;22;;1px;;9tvvnwsb2y93
afi;;16;;1px;;ptmmqdhfjmgp`,
  'windsurf': `
1cpof;;3s;;3py;;mdszgnz7bfww 2wf;;58;;1py;;yfbc8qqbfxl9 7it;;2o;;1py;;htsr6y2506vz 3wz;;o;;2py;;knwzx332vq6p 1z2;;m;;3py;;h8fzsjpbzgfh
gzj;;x;;1my;sonnet;88shsjncj0d5 7d4;;cx;;1py;;01kdnjqb135p 9tx;;4k;;1fy;;75372dgxrmzq b;;49;;1py;;d864hfcjflkd o;;3u;;2py;;4nb2g8pq0tk0
ctr;;k;;1py;;ggxrf038c5vf el;;5a;;1py;;718gr0pxl13c 3lc;;f;;1fy;;vbxrqx4g5b88 37d;;48;;1py;;ndhhhzx2vf3j fny;;es;;1py;;l66rrwsyf2lf
1s;;2n;;1py;;4959hx86rwkg 2vk;;f2;;1py;;gnkkyy0k43nl 3ps;;u;;1py;;bxmf51hkp1hp hv;;2f;;1my;sonnet;s6k5cxck7nxv 161;;1v;;2py;;9498wt4y0s4p
f5;;5f;;1my;sonnet;2qh2j434ynxy 2i9;;16;;1py;;nvlmz4ltgb9x 49;;59;;1my;sonnet;hk3dfzxss3tb 5bk;;e;;1py;;g4nlwt0v98zr 6uh;;5g;;2py;;cv1jqrc4hdlt
125s;;d2;;2py;;sx7znft48lq7 106;;1n;;1py;;nhgn0bytd023 vll;;56;;3py;;lv9999py9lg9 13e1;;vm;;1my;sonnet;zrttnlkpfqqz 2bi;;45;;1py;;kbvj52m6hdg6
7l6;;y;;3py;;2nb7rl2rltfh 5pl;;rp;;1py;;5169zlnm33g1 9mw;;4w;;2fy;;w07571v0n3rj 1h6z;;0;;3py;;gz2z7grbv3pt p7f;;p;;1my;opus;k33d9w84nzs2
bqu;;1i;;1fy;;mr851vc4mk2r 1sk;;1v;;3py;;zq8x7slz6plt 1r7;;o;;1py;;sfdvrqd910sv 4y3;;4f;;2py;;x913yxjln1bh yg;;5x;;2py;;tmlv3bsmc962
ar;;12;;2py;;fl1wt5gvnxqp xk;;2a;;2py;;d064p4rjbw4q 125i;;on;;1fy;;r76h3jz7jzjy xu;;3d;;1fy;;4m9q9s4qtl9g ivk;;54;;1py;;w0kv8s3tcpkf
8n1;;1f;;1py;;5h70gqpgnsdv 60g;;1l;;1fy;;7czb6fcfw0x6 9gl;;26;;1fy;;mtxwnbq5xdkm 2we;;0;;1py;;jspwlhgpg6fm 66w;;2p;;1py;;qnzp47h22mzw`,
};
