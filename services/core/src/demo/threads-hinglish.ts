import { type Thread, thread } from './script.js';

export const HINGLISH_THREADS: readonly Thread[] = [
  thread(
    'hg-wheat-yellow',
    'hinglish',
    'wheat',
    'Gehu peela pad raha hai',
    `
C: Gehu ki patti peeli pad rahi hai, pehla paani diya uske baad se
S: Neeche wali patti peeli hai ya upar ki nayi?
C: neeche wali
S: Yeh nitrogen ki kami hai. Paani khet mein kitne din khada raha?
C: 3 din, mitti bhaari hai
S: Isi wajah se jad ko hawa nahi mili. Khet thoda sookhne dijiye, phir 35-40 kilo urea per acre.
S: Jaldi hara karna ho to 2% urea ka spray, 2 kilo 100 litre paani mein.
C: Zinc bhi daal du saath mein?
S: Spray mein 0.5% zinc sulphate de sakte hain agar pehle nahi diya. Agla paani halka dena hai.
C 7d: Ab hara ho gaya, upar ki patti badhiya hai
S: Bahut accha. Bas paani zyada mat rokiyega.
`,
  ),
  thread(
    'hg-wheat-store',
    'hinglish',
    'wheat',
    'Gehu ka bhandaran',
    `
C: Ghar ke liye 15 quintal gehu rakhna hai, har saal ghun lag jata hai
S: Rakhne se pehle dhoop mein itna sukhaiye ki daant se kat ki awaaz aaye, nami 12% se kam.
C: Phir drum mein?
S: Haan, drum ko pehle dhoop dikhaiye, purana anaaj bilkul nahi hona chahiye. Neem ki sukhi patti neeche aur upar.
C: Sulphas ki goli daal sakte hain?
S: Ghar ke andar bilkul nahi, bahut khatarnak hai. Uske badle hermetic bag lijiye, bina dawai ke 10 mahine chalta hai.
C: kitne ka aata hai ye bag
S: 50 kilo wala lagbhag 180 rupaye. {district} centre par mil jayega.
C: 30 bag rakh do mere naam se
S: Rakh diye, number {order}. Do din mein le jaiyega.
C: theek hai ji
`,
  ),
  thread(
    'hg-weed-paddy',
    'hinglish',
    'paddy',
    'Dhaan mein kharpatwar',
    `
C: Dhaan lagaye 20 din hue, ghaas bahut ho gayi. Ab kaun si dawai?
S: Chaudi patti hai, sawa (jungli dhaan jaisi) ya motha?
C: sawa aur motha dono
S: Bispyribac sodium 10 SC, 100 ml per acre, 120-150 litre paani. Khet se paani nikaal kar spray karein.
C: paani kab bharna hai wapas
S: 24 se 48 ghante baad, aur phir 5-7 din tak rakhna hai.
C: Agle saal shuru mein hi kya daalein jo ye na ho
S: Ropai ke 3 din ke andar pretilachlor 50 EC 600 ml per acre, ret mein mila kar, khade paani mein.
C: Ok note kar liya
S: Aur flat fan nozzle hi lijiyega, gol wale se barabar nahi girta.
`,
  ),
  thread(
    'hg-basmati',
    'hinglish',
    'paddy',
    'Basmati ki nayi kisam',
    `
C: 1121 mein jhulsa bahut aata hai. Koi nayi variety batao
S: PB 1847, PB 1885 aur PB 1886, IARI ki hain. Inme jhulsa (BLB) aur blast dono kam lagta hai.
C: paidawar me fark?
S: 1847 ka 22-24 quintal per acre, 1509 jaisa hi, 125 din mein tayyar. 1885 wahi 1121 jaisa lamba daana.
C: Beej kahan milega
S: Pusa beej portal https://pusabeej.iari.res.in par booking hoti hai, ya hamare {district} centre par.
C: 1 acre ke liye kitna
S: 5 kilo kaafi hai. Beej upchaar zaroor: carbendazim 2 gram per kilo beej, 24 ghante bhigo kar.
C: Dawai kam lagegi to bechne mein bhi aasani, export wale residue check karte hain
S: Bilkul sahi. Isi liye yeh kisme nikali gayi hain.
C: 10 kilo book kar do
S: Booking ho gayi {order}.
`,
  ),
  thread(
    'hg-pink',
    'hinglish',
    'cotton',
    'Gulabi sundi ka hamla',
    `
C: Narme mein gulabi sundi aa gayi hai kya kare
S: Kitne tinde mein mili? 20 tinde tod kar kaat ke dekhiye.
C: 20 me se 4
S: 20% hai, spray zaroori hai. Abhi fasal kitne din ki hai?
C: 95 din
S: Profenofos 50 EC 500 ml per acre abhi, aur 10 din baad emamectin benzoate 5 SG 100 gram. Ek saath nahi milana.
C: Feromone trap lagau?
S: Haan 5 per acre, roz subah patange gin lijiye. Teen raat lagatar 8 se zyada aayein to phir bataiye.
C: jo phool gulab jaise band hain unka kya
S: Tod kar zameen mein daba dijiye, unme sundi hai.
C 10d: ab trap mein 2-3 hi aa rahe hain
S: Bahut badhiya, control mein hai.
`,
  ),
  thread(
    'hg-cotton-red',
    'hinglish',
    'cotton',
    'Kapas ke patte laal',
    `
C: Kapas ke patte laal ho rahe hain kinare se
S: Neeche ke purane patte ya upar ke bhi?
C: Zyada neeche wale, tinde bhi lag rahe hain
S: Yeh laal patta (laalya) hai, magnesium aur nitrogen ki kami se, jab tinde banne lagte hain.
S: Magnesium sulphate 1% (1 kilo 100 litre paani) aur 2% DAP ya urea ka spray, 10 din par do baar.
C: raat ko thand bhi badh gayi hai
S: Haan thand se bhi badhta hai. Paani ki kami na hone dein.
C: Bimari to nahi na? Dusre khet mein failegi?
S: Nahi, yeh bimari nahi hai, failti nahi.
C: chalo tension khatam
`,
  ),
  thread(
    'hg-groundnut',
    'hinglish',
    'groundnut',
    'Mungfali mein tikka rog',
    `
C: Mungfali ke patte par kaale gol dhabbe, patte gir rahe hain
S: Dhabbe ke charo taraf peela ghera hai?
C: haan peela ring hai
S: Tikka rog hai. Hexaconazole 5 SC 2 ml per litre, ya carbendazim + mancozeb 2 gram per litre. 15 din par dobara.
C: Gypsum bhi dena chahiye kya, sab de rahe hain
S: Haan, phool aane par 150-200 kilo per acre, mitti chadhate samay. Daana bhara hua aata hai.
C: Abhi 40 din ki hai
S: Bilkul sahi samay hai. Gypsum dekar halka paani.
C: Kitne ki bori hai gypsum
S: 50 kilo 210 rupaye. 4 bori per acre.
C: 12 bori bhejo, teen acre hai
S: Order ho gaya {order}, do din mein pahunchega.
`,
  ),
  thread(
    'hg-onion-blotch',
    'hinglish',
    'onion',
    'Pyaaz mein baingani dhabba',
    `
C: Pyaaz ki patti par baingani rang ke lambe dhabbe aur tip sookh rahi
S: Purple blotch lag raha hai. Patti ke beech mein chandi jaisi line bhi hai kya?
C: Haan chandi jaisi bhi hai
S: Wo thrips hai, dono saath mein hain. Pyaaz par chipkane wala (sticker) milana zaroori hai, patti chikni hoti hai.
S: Pehla spray: mancozeb 2.5 gram + fipronil 5 SC 1 ml per litre. 10 din baad tebuconazole 1 ml per litre.
C: Sinchai upar se karte hain, sprinkler
S: Abhi kuch din sprinkler subah hi chalaiye taaki shaam tak patti sookh jaye.
C: ok
C 9d: pehle spray se 70% farak hai
S: Accha hai, ab doosra kar dijiye. Khudai se 15 din pehle sab band.
`,
  ),
  thread(
    'hg-potato-scab',
    'hinglish',
    'potato',
    'Aloo par khurdare daag',
    `
C: Aloo ke chhilke par khurdare daag hain, vyapari rate kam de raha hai
S: Common scab ho sakta hai. Andar se aloo theek hai?
C: andar se bilkul safed, khane me theek
S: Haan, sirf chhilka kharab hota hai. Beej kahan se liya tha?
C: Apna hi, 3 saal se
S: Wahi kaaran ho sakta hai. Agli baar naya pramanit beej lijiye.
S: Bone se pehle boric acid 3% mein 20-30 minute upchaar karke chhaya mein sukhayein.
C: Khet badalna padega?
S: Ho sake to ek saal wahan makka ya hari khaad. Aur kanda bante waqt nami bani rahe, sookhne se scab badhta hai.
C: Theek hai ji, abhi to chips company ko de dete hain
S: Wo bhi accha tareeka hai, wahan chhilka utar jata hai.
`,
  ),
  thread(
    'hg-tomato-rate',
    'hinglish',
    'tomato',
    'Tamatar ka bhaav gir gaya',
    `
C: Tamatar ka rate 4 rupaye kilo ho gaya, todne ka kharcha bhi nahi nikalta 😞
S: Bahut mushkil samay hai, samajhte hain. Kitna maal hai aapke paas?
C: roz 15 crate
S: {district} mandi mein 4 hai, par bade shehar ki mandi mein kal modal 9 tha.
3-4 kisan milkar gaadi kar lein to fayda hai.
C: Bhaada kitna padega
S: Chhoti gaadi 5,000 ke aas-paas, 120 crate aate hain. Ek crate par 40-45 rupaye.
C: 25 kilo ki crate, to 225 me se 45 gaya. 180 bacha, yahan 100 milta hai
S: Bilkul. Adhe pake hue todiye, raaste mein kharab nahi honge.
C 3d: Chaar logon ne milke bheja, 8.50 mila
S: Bahut badhiya! Aage bhi group mein bhejiye.
`,
  ),
  thread(
    'hg-sapling',
    'hinglish',
    'apple',
    'Seb mein scab ka spray',
    `
C: Seb ke patton par jaitooni kaale dhabbe dikh rahe hain
S: Scab ki shuruaat lag rahi hai. Abhi kaun si avastha hai, pankhudi gir gayi?
C: Haan pankhudi girne ke 10 din hue
S: Is stage par dodine 65 WP 150 g ya difenoconazole 30 ml, 200 litre paani mein. Baarish ho to 12 din mein agla.
C: Pichla mancozeb kiya tha
S: Theek tha, ab dawai badalni hai. Gire hue patte bhi ikatthe karke gaddhe mein daliye, 5% urea ka spray unpar.
C: Per ped kitna paani
S: Bade ped par 8-10 litre, patta poora bheegna chahiye.
C: ok, mausam saaf hote hi karte hain
`,
  ),
  thread(
    'hg-order-dap',
    'hinglish',
    null,
    'DAP ka order',
    `
C: DAP ki 6 bori chahiye, stock hai kya
S: Haan ji {district} centre par hai. 1,350 rupaye bori, sarkari rate.
C: Bahar wala 1600 maang raha hai
S: 1,350 se zyada koi nahi le sakta, bill maangiye. Hamare yahan POS machine par Aadhaar lagega.
C: Ghar tak pahuncha doge?
S: 5 bori se upar free delivery 15 km tak. Aapka gaon 11 km hai.
C: to 6 bori aur 4 bori urea
S: Urea 266.50 ki bori. Order {order} ban gaya, parso tak aa jayega. Angootha delivery par lagega.
C: theek hai, paisa cash denge
S: Cash ya UPI, dono chalega.
`,
  ),
  thread(
    'hg-late',
    'hinglish',
    null,
    'Saamaan nahi pahuncha',
    `
C: Saamaan abhi tak nahi aaya, kal bola tha
S: Maaf kijiyega. Order number bata dijiye.
C: {order}
S: Gaadi nikal chuki hai, par pul par kaam chal raha hai isliye ghoom kar aa rahi hai. Aaj shaam 5 tak.
C: Roz yahi sunte hain
S: Aapki baat sahi hai. Humne driver se baat ki hai, aapka number diya hai, wo khud call karega.
C 5h: Aa gaya. ek bori thodi phati hui hai
S: Photo le lijiye aur driver ke kaagaz par likhwa dijiye, kal nayi bori aayegi.
C: likhwa diya
S: Dhanyavaad. Purani bori driver wapas le jayega.
C 1d: nayi bori mil gayi
`,
  ),
  thread(
    'hg-pump',
    'hinglish',
    null,
    'Motor pump paani kam de raha',
    `
C: Submersible motor chal rahi hai par paani bahut kam
S: Pehle se kam hua hai ya dheere dheere?
C: 10 din se dheere dheere
S: Paani ka level gir gaya ho ya filter (strainer) jam gaya ho. Motor kitne ampere le rahi hai panel par?
C: pehle 12 thi ab 8
S: Ampere kam matlab paani kam mil raha hai, level neeche gaya hai.
Motor band karke 4 ghante baad chalaiye, shuru mein zyada aata hai kya?
C 5h: Haan pehle 15 minute full, phir kam
S: To borewell ka recharge kam hai. Pipe 20 feet aur neeche utarna padega, ya thoda-thoda karke chalaiye.
C: Mistri bhej sakte ho?
S: {district} ka pump mechanic kal 10 baje aayega, 350 rupaye visit charge.
C: bhej do
`,
  ),
  thread(
    'hg-mausam',
    'hinglish',
    null,
    'Baarish ka anumaan',
    `
C: Agle 5 din baarish hai kya? Katai karni hai
S: Aapke block ka IMD anumaan: do din saaf, teesre din se 60% baarish, 20-30 mm.
C: Matlab kal parso mein nipta du
S: Haan ji. Combine ki booking chahiye?
C: Haan 4 acre ke liye
S: Kal dopahar 1 baje mil sakti hai, 1,800 per acre. Ya parso subah.
C: kal 1 baje pakka
S: Booking {order}. Katne ke baad anaaj tirpal ke neeche rakhiyega, tirpal bhi centre par kiraye par hai.
C: tirpal apne paas hai
C 3d: katai ho gayi thi, aaj jamke baarish hui. Time par bataya aapne 🙏
S: Bahut khushi hui! Anaaj sukha kar hi mandi le jaiyega.
`,
  ),
  thread(
    'hg-drone',
    'hinglish',
    null,
    'Drone se spray',
    `
C: Suna hai drone se spray hota hai, apne yahan mil sakta hai?
S: Haan, {district} mein FPO ke paas do drone hain. 400 rupaye per acre, dawai aapki.
C: Kitna time lagta
S: Ek acre 7-8 minute. Sirf 10 litre paani lagta hai.
C: 10 litre me asar hoga?
S: Haan, boonde bahut barik hoti hain. Par dawai wahi jo drone ke liye manzoor hai, matra per acre wahi rahegi.
C: Hawa chale to?
S: 10 km/ghanta se zyada hawa mein nahi udaate. Subah 7 se 10 sabse accha.
C: 5 acre ka karwa do
S: Parso subah 7:30 par. Bijli ke taar kahan hain wo operator ko dikha dijiyega.
C: 👍👍
`,
  ),
  thread(
    'hg-gaay',
    'hinglish',
    null,
    'Bhains ka doodh kam ho gaya',
    `
C: Bhains ka doodh aadha ho gaya do din mein, than mein sujan hai
S: Doodh mein chhichhde ya khoon to nahi?
C: chhichhde hain
S: Yeh thanaila (mastitis) lag raha hai. Iske liye pashu doctor zaroori hai, hum dawai nahi bata sakte.
S: 1962 par call kijiye, mobile pashu chikitsa gaadi ghar aati hai, muft.
C: tab tak kya karein
S: Us than ka doodh poora nikaal kar phenk dein, thande paani se sek, aur baaki doodh mein na milayein.
C 1d: doctor aaye the, injection diya. 5 din ka course hai
S: Course poora kijiyega beech mein mat chhodiyega. Dawai chalte samay doodh dairy ko nahi dena.
C: ji samajh gaye
`,
  ),
  thread(
    'hg-nano',
    'hinglish',
    null,
    'Nano urea kaam karta hai?',
    `
C: Society wale nano urea ki bottle zabardasti de rahe hain. Iska fayda hai?
S: Zabardasti nahi kar sakte, wo aapki marzi hai. Nano urea patti par spray ke liye hai.
C: Ek bottle matlab ek bori bolte hain
S: Aisa puri tarah nahi hai. Shuru ka urea mitti mein hi dena padta hai. Aakhri khuraak ki jagah spray kar sakte hain.
C: kitna milana hai
S: 4 ml per litre, 500 ml ki bottle ek acre ke liye do spray mein. Kalle nikalte samay aur phool se pehle.
C: Ek acre me try karke dekhte hain
S: Haan, ek hissa waise hi chhodiye, phir dono ki paidawar tol kar bataiyega 🙂
`,
  ),
];
