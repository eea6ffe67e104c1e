import type { Language } from './script.js';

interface DemoPerson {
  phone: string;
  name: string;
  role: 'Admin' | 'Support' | 'User';
}

/** A word as written in Latin and in Devanagari letters. */
export interface TwoScripts {
  latin: string;
  devanagari: string;
}

export interface SupportProfile {
  phone: string;
  name: string;
  given: TwoScripts;
}

export interface CustomerProfile {
  phone: string;
  name: string;
  given: TwoScripts;
  district: TwoScripts;
  /** The languages the customer writes, the preferred one first. */
  languages: readonly Language[];
  /** The crops grown; those who coordinate a farmer group ask about many. */
  crops: readonly string[];
}

const both = (latin: string, devanagari: string): TwoScripts => ({ latin, devanagari });

export const ADMIN = { phone: '+919800000000', name: 'Meera Iyer' };

export const SUPPORT: readonly SupportProfile[] = [
  { phone: '+919800000001', name: 'Asha Verma', given: both('Asha', 'आशा') },
  { phone: '+919800000002', name: 'Imran Qureshi', given: both('Imran', 'इमरान') },
  { phone: '+919800000003', name: 'Kavitha Nair', given: both('Kavitha', 'कविता') },
];

type Row = [
  last: string,
  name: string,
  given: TwoScripts,
  district: TwoScripts,
  languages: Language[],
  crops: string[],
];

const ROWS: Row[] = [
  ['101', 'Rajesh Kumar', both('Rajesh', 'राजेश'), both('Karnal', 'करनाल'), ['en', 'hinglish'], ['wheat', 'paddy']],
  ['102', 'Priya Singh', both('Priya', 'प्रिया'), both('Indore', 'इंदौर'), ['en', 'hinglish'], ['tomato', 'chilli']],
  ['103', 'सुनीता देवी', both('Sunita', 'सुनीता'), both('Gaya', 'गया'), ['hi'], ['paddy', 'wheat', 'potato']],
  [
    '104',
    'Harpreet Singh Gill',
    both('Harpreet', 'हरप्रीत'),
    both('Sangrur', 'संगरूर'),
    ['hinglish', 'en'],
    [
      'wheat',
      'paddy',
      'cotton',
      'maize',
      'potato',
      'sugarcane',
      'mustard',
      'gram',
      'tomato',
      'chilli',
      'onion',
      'brinjal',
    ],
  ],
  ['105', 'Lakshmi Narayanan', both('Lakshmi', 'लक्ष्मी'), both('Thanjavur', 'तंजावुर'), ['en'], ['paddy', 'banana']],
  [
    '106',
    'Vitthal Jadhav',
    both('Vitthal', 'विट्ठल'),
    both('Yavatmal', 'यवतमाल'),
    ['hinglish', 'hi'],
    ['cotton', 'soybean'],
  ],
  [
    '107',
    'रामप्रसाद यादव',
    both('Ramprasad', 'रामप्रसाद'),
    both('Sitapur', 'सीतापुर'),
    ['hi', 'hinglish'],
    ['wheat', 'paddy', 'potato', 'sugarcane', 'mustard', 'gram', 'soybean', 'onion', 'tomato', 'groundnut'],
  ],
  ['108', 'Venkata Ramana Reddy', both('Venkata', 'वेंकट'), both('Guntur', 'गुंटूर'), ['en'], ['chilli', 'cotton', 'maize']],
  [
    '109',
    'Subrata Mondal',
    both('Subrata', 'सुब्रत'),
    both('Bardhaman', 'बर्धमान'),
    ['en', 'hinglish'],
    ['paddy', 'potato'],
  ],
  [
    '110',
    'Bhavesh Patel',
    both('Bhavesh', 'भावेश'),
    both('Rajkot', 'राजकोट'),
    ['hinglish', 'en'],
    ['groundnut', 'cotton'],
  ],
  [
    '111',
    'कमला बाई मीणा',
    both('Kamla', 'कमला'),
    both('Dausa', 'दौसा'),
    ['hi', 'hinglish'],
    ['mustard', 'gram', 'wheat'],
  ],
  [
    '112',
    'Mohammed Aslam',
    both('Aslam', 'असलम'),
    both('Barabanki', 'बाराबंकी'),
    ['hinglish', 'hi'],
    ['potato', 'wheat', 'paddy'],
  ],
  [
    '113',
    'Shivappa Gowda',
    both('Shivappa', 'शिवप्पा'),
    both('Mandya', 'मांड्या'),
    ['en'],
    ['sugarcane', 'paddy', 'tomato'],
  ],
  ['114', 'Gurmeet Kaur', both('Gurmeet', 'गुरमीत'), both('Bathinda', 'बठिंडा'), ['hinglish'], ['cotton', 'wheat']],
  ['115', 'Biju Thomas', both('Biju', 'बीजू'), both('Palakkad', 'पालक्काड'), ['en'], ['banana', 'paddy']],
  [
    '116',
    'दिनेश पाटीदार',
    both('Dinesh', 'दिनेश'),
    both('Ujjain', 'उज्जैन'),
    ['hi', 'hinglish'],
    ['soybean', 'gram', 'onion'],
  ],
  [
    '117',
    'Sangeeta Shinde',
    both('Sangeeta', 'संगीता'),
    both('Nashik', 'नासिक'),
    ['hinglish', 'en'],
    ['onion', 'tomato'],
  ],
  ['118', 'Manoj Sahu', both('Manoj', 'मनोज'), both('Raipur', 'रायपुर'), ['hi', 'hinglish'], ['paddy', 'gram']],
  ['119', 'Anitha Kumari', both('Anitha', 'अनीता'), both('Warangal', 'वारंगल'), ['en'], ['cotton', 'maize', 'chilli']],
  ['120', 'Dipak Bora', both('Dipak', 'दीपक'), both('Nagaon', 'नगांव'), ['en', 'hinglish'], ['paddy', 'mustard']],
  [
    '121',
    'ओमवती',
    both('Omwati', 'ओमवती'),
    both('Hathras', 'हाथरस'),
    ['hi', 'hinglish'],
    ['potato', 'wheat', 'mustard'],
  ],
  ['122', 'Prakash Rout', both('Prakash', 'प्रकाश'), both('Bargarh', 'बरगढ़'), ['hinglish', 'en'], ['paddy', 'brinjal']],
  [
    '123',
    'Murugan Selvaraj',
    both('Murugan', 'मुरुगन'),
    both('Dindigul', 'डिंडीगुल'),
    ['en'],
    ['banana', 'brinjal', 'tomato'],
  ],
  [
    '124',
    'Devendra Chauhan',
    both('Devendra', 'देवेंद्र'),
    both('Shimla', 'शिमला'),
    ['hinglish', 'hi'],
    ['apple', 'potato'],
  ],
];

export const CUSTOMERS: readonly CustomerProfile[] = ROWS.map(([last, name, given, district, languages, crops]) => ({
  phone: `+919800000${last}`,
  name,
  given,
  district,
  languages,
  crops,
}));

export function demoPeople(): DemoPerson[] {
  return [
    { ...ADMIN, role: 'Admin' },
    ...SUPPORT.map(({ phone, name }): DemoPerson => ({ phone, name, role: 'Support' })),
    ...CUSTOMERS.map(({ phone, name }): DemoPerson => ({ phone, name, role: 'User' })),
  ];
}
