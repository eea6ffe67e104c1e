import { type Language, parseTurns, type Turn } from './script.js';

export interface SmallTalk {
  /** Greetings before a new question. */
  openers: Turn[][];
  /** Short endings after an answer. */
  closers: Turn[][];
  /** Exchanges which stand alone. */
  chats: Turn[][];
}

/** Exchanges are separated by an empty line. */
const exchanges = (script: string): Turn[][] => script.trim().split('\n\n').map(parseTurns);

export const SMALL_TALK: Record<Language, SmallTalk> = {
  en: {
    openers: exchanges(`
C: Namaste {agent}
S: Namaste {name}! How can I help you today?

C: Hello, one more question
S: Sure, please ask

C: Hi {agent}, are you free?
S: Yes, go ahead {name}

C: Good day
S: Good day {name}, how is the crop?
C: Mostly good, one thing I want to ask

C: Hello
C: Need some advice again

C: Madam/sir quick question

C: {agent} please guide me
S: Of course, tell me what you see in the field

C: I am back with a doubt 🙂
S: You are always welcome {name}

C: My brother asked me to check this with you

C: Sorry to trouble you again
S: No trouble at all, that is what we are here for

C: Hello sir/madam
S: Hello {name}, please tell me

C: Anyone there?
S: Yes {name}, here. Sorry for the wait

C: Something new today

C: This is for the other field, the one near the canal

C: Can you help with one more matter?
S: Certainly

C: Free for 2 minutes?
S: Yes please
`),
    closers: exchanges(`
C: 👍

C: ok
S: 🙂

C: Thanks {agent}
S: You are welcome {name}. Write any time.

C: Got it, thank you

C: Fine. Will update you
S: Please do, with a photo if possible.

C: Very useful, thanks
S: Happy to help!

C: ok ok

C: 🙏🙏

C: Will do as you said

C: I have written it in my diary
S: Very good habit 👍
`),
    chats: exchanges(`
C: Good rain here last night, 40 mm
S: Nice! Then you can skip this week's irrigation.

S: Just checking, is everything fine with the crop?
C: Yes all good, thanks for asking

C: Power comes only 4 hours these days
S: An auto starter with a timer may help, then you need not wake up at night.

S: There is a free field day at the {district} centre this week, 10 am. New varieties will be shown.
C: I will come with two friends
S: Welcome, tea is from our side ☕

C: My daughter is typing for me today 😄
S: Say hello to her from us!

C: What is your timing? Till when can I write?
S: We answer from 7 am to 9 pm, every day.

S: The video about seed treatment is here: https://www.youtube.com/@icarindia
C: Will watch in the evening

C: Which number to call if the internet is not working?
S: Kisan Call Centre 1800-180-1551, free from any phone.
C: saved

C: Can you speak to my neighbour also? He is not in the app
S: Sure, he can register with his mobile number and write to us.
`),
  },
  hinglish: {
    openers: exchanges(`
C: Namaste {agent}
S: Namaste {name} ji, boliye kya madad karein?

C: Ram ram ji
S: Ram ram {name} ji, kaise hain?
C: badhiya, ek baat poochni thi

C: {agent} ek sawaal hai
S: Ji zaroor

C: Hello ji
S: Hello {name} ji, boliye

C: Aaj phir pareshan kar rahe hain aapko 😅
S: Koi pareshani nahi, poochiye

C: Ek aur cheez

C: Suno ji, ye bhi batana

C: Kya haal hai {agent}
S: Sab badhiya, aap sunaiye

C: Padosi ke liye pooch rahe hain, uske paas app nahi hai
S: Koi baat nahi, poochiye

C: Time hai do minute?
S: Haan ji

C: Doosre khet ki baat hai ye

C: Hello
C: koi hai?
S: Ji hain, maaf kijiye thodi der hui

C: Aapki salah chahiye
S: Bilkul, bataiye

C: Pichli baar aapki baat sahi nikli, ab ek aur sawaal
S: Sun kar accha laga! Poochiye

C: Namaskar
S: Namaskar {name} ji

C: Ghar wale bole ki pehle aapse pooch lo
S: Accha kiya, boliye
`),
    closers: exchanges(`
C: theek hai ji

C: ok ji 🙏

C: Dhanyavaad {agent}
S: Aapka swagat hai {name} ji

C: samajh gaye

C: 👍👍

C: accha ji, karke batate hain
S: Zaroor, photo bhi bhej dijiyega.

C: bahut badhiya salah
S: Dhanyavaad ji

C: haan ji

C: chalo theek hai, phir baat karte hain
S: Ji, kabhi bhi likhiye 🙂
`),
    chats: exchanges(`
C: Aaj yahan jamke baarish hui
S: Accha hai, par khet mein paani khada mat rehne dijiyega.

S: {name} ji fasal kaisi chal rahi hai?
C: Ab theek hai, koi dikkat nahi
S: Bahut badhiya

C: Bijli phir se kat gayi, paani adhoora reh gaya
S: Kal ka schedule subah 5 se 9 hai, tab poora kar lijiye.

C: Bete ki shaadi hai agle mahine, aapko bhi aana hai 😊
S: Bahut bahut badhai ho! Zaroor koshish karenge.

S: Is hafte {district} centre par muft mitti jaanch camp hai, 10 se 4 baje.
C: kya lana padega
S: Bas aadha kilo mitti aur Aadhaar ki copy.

C: Aaj mandi band hai kya?
S: Haan ji, aaj chhutti hai. Kal se khulegi.

C: Photo nahi ja rahi, network slow hai
S: Koi baat nahi, shaam ko bhej dijiyega.
C: ok

C: Kal wali dawai ki bottle ka rang alag tha, asli hai na?
S: Bottle par QR code scan kijiye, company ka naam aur batch aa jayega.
C: Scan kiya, sahi dikha raha hai

C: Diesel phir mehnga ho gaya
S: Haan ji. Subah-shaam hi pump chalaiye, paani kam udta hai.
`),
  },
  hi: {
    openers: exchanges(`
C: नमस्ते {agent}
S: नमस्ते {name} जी, बताइए क्या मदद करें?

C: राम राम
S: राम राम {name} जी, सब कुशल?
C: जी, एक बात पूछनी है

C: प्रणाम
S: प्रणाम {name} जी, बोलिए

C: एक सवाल और है

C: {agent}, थोड़ी सलाह चाहिए
S: ज़रूर, पूछिए

C: आज दूसरे खेत की बात है

C: हम फिर आ गए 😊
S: आपका स्वागत है, बताइए

C: समय हो तो एक बात बताइए
S: जी बिल्कुल

C: गांव में सब यही पूछ रहे हैं, आप ही बताइए

C: नमस्कार, कोई है?
S: जी हां {name} जी, देर के लिए क्षमा करें

C: पिछली बार की सलाह से फायदा हुआ, अब एक और परेशानी है
S: सुनकर अच्छा लगा। बताइए क्या हुआ?

C: बेटा लिख रहा है हमारी तरफ से
S: कोई बात नहीं, पूछिए

C: जय किसान
S: जय किसान {name} जी!

C: थोड़ा जल्दी बताइएगा, खेत पर खड़े हैं
S: जी, पूछिए

C: समूह की बैठक में यह बात उठी थी
`),
    closers: exchanges(`
C: ठीक है

C: धन्यवाद {agent}
S: आपका स्वागत है {name} जी

C: जी समझ गए

C: 🙏

C: ठीक है जी, करके बताते हैं
S: ज़रूर, हम इंतज़ार करेंगे।

C: बहुत अच्छा

C: हां जी

C: आपने बहुत मदद की
S: यह हमारा काम है जी, कभी भी लिखिए।
`),
    chats: exchanges(`
S: {name} जी, फसल कैसी चल रही है?
C: अब अच्छी है, आप लोगों की कृपा
S: बहुत खुशी हुई।

C: आज यहां बूंदाबांदी हो रही है
S: आज छिड़काव मत कीजिए, कल मौसम साफ रहेगा।
C: ठीक

S: इस हफ्ते {district} केंद्र पर किसान गोष्ठी है, सुबह 10 बजे से।
C: हम दस लोग आएंगे
S: सबका स्वागत है 🙏

C: बिजली नहीं है दो दिन से, मोबाइल भी मुश्किल से चार्ज हुआ
S: बिजली शिकायत के लिए 1912 पर कॉल कर सकते हैं।

C: बिटिया का कृषि कॉलेज में दाखिला हो गया
S: बहुत-बहुत बधाई! अब तो घर में ही वैज्ञानिक होंगी 😊

C: दवा का खाली डिब्बा कहां फेंकें?
S: तीन बार धोकर, छेद करके केंद्र पर जमा कर दीजिए। नहर या तालाब में कभी नहीं।
C: अच्छा

C: फोटो भेजी थी, मिली क्या?
S: हां मिल गई, देखकर अभी बताते हैं।

C: अगले महीने कितनी तारीख तक पंजीकरण है?
S: तारीख आते ही हम आपको यहीं संदेश भेज देंगे।
`),
  },
};
