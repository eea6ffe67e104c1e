import { type Thread, thread } from './script.js';

export const ENGLISH_THREADS: readonly Thread[] = [
  thread(
    'en-wheat-rust',
    'en',
    'wheat',
    'Yellow stripes on wheat leaves',
    `
C: There are yellow stripes on my wheat leaves. When I rub them a yellow powder comes on my fingers
S: That sounds like yellow (stripe) rust. In how much of the field do you see it?
C: Only in one corner near the poplar trees, maybe 10 x 10 feet
S: Good that you saw it early. Which variety and what stage is the crop?
C: HD 2967, ear has not come out yet
S: Please spray propiconazole 25 EC, 200 ml in 200 litres of water per acre.
Start with the patch and 10 metres around it, then the whole field if new spots appear.
S: Spray when the leaves are dry, and check again after 10 days. Repeat after 15 days if the powder is still fresh.
C: Should I also give urea so it becomes green again?
S: No, please do not add extra urea now. Too much nitrogen makes rust worse.
C: Ok understood
C 9d: I sprayed last week. No new powder now, old stripes have turned brown
S: Very good, that means it is under control. Next year try DBW 222 or DBW 187, they tolerate rust better.
`,
  ),
  thread(
    'en-wheat-dose',
    'en',
    'wheat',
    'DAP and urea dose for wheat',
    `
C: What is the correct DAP and urea dose for wheat per acre? Shopkeeper is telling 2 bags DAP
S: 2 bags is too much for most fields. For irrigated wheat, per acre:
• DAP 50-55 kg at sowing
• Urea about 90 kg, half with first irrigation (21 days), half with second
• MOP 20 kg only if soil test shows low potash
C: And zinc?
S: If you have not given zinc in the last 2 years, 10 kg zinc sulphate (21%) per acre before sowing.
C: can I mix zinc and DAP together
S: No, do not mix them. Zinc gets locked with phosphate. Give zinc a few days apart or to the soil separately.
C: Ok. So for 3 acres 3 bags DAP and 6 bags urea
S: Yes, 3 bags DAP and 6 bags of 45 kg urea. That is enough.
C: 👍 saved one full bag of money
`,
  ),
  thread(
    'en-late-sowing',
    'en',
    'wheat',
    'Late sowing of wheat',
    `
C: My paddy harvest got delayed, so wheat will be sown 3 weeks late. Is it still ok?
S: Yes, but choose a late sown variety and use more seed. Do you have a zero till drill near you?
C: Yes the cooperative has one
S: Then sow directly with zero till, you save 7-8 days of land preparation.
S: Use 50 kg seed per acre instead of 40, row distance 18 cm, and varieties such as HD 3271, DBW 173 or PBW 771.
C: What about the paddy straw, I don't want to burn it
S: Please don't burn. If the straw is loose use a Happy Seeder or Super Seeder, it sows through the straw.
C: What is the rent of super seeder?
S: In most places between Rs 1,800 and 2,200 per acre, and cooperatives often charge less. Shall I check {district}?
C: Yes please
S 3h: One is available with the custom hiring centre in {district} at Rs 1,900 per acre. I have sent them your number.
C: They called me already. Thank you
`,
  ),
  thread(
    'en-paddy-blast',
    'en',
    'paddy',
    'Eye shaped spots on paddy',
    `
C: Brown spots on paddy leaves, pointed at both ends and grey in the middle. Is this a disease?
S: Spindle shaped spots with a grey centre are typical of leaf blast. How is the weather, cloudy with dew?
C: Yes last 5 days cloudy, drizzle at night
S: That weather favours blast. Did you top dress urea recently?
C: Gave 25 kg per acre on Sunday
S: Please hold back the next urea. Keep thin standing water, do not let the field dry.
S: Spray tricyclazole 75 WP, 120 g per acre in 200 litres of water. For export basmati do not use it, tell me first.
C: It is not basmati. One spray enough?
S: Look after 10 days. If the neck of the panicle or new leaves show spots, one more spray at ear emergence.
C: Can I add chlorpyrifos in the same tank for safety?
S: No need. Without an insect problem it only kills the spiders that help you.
C: ok will spray tomorrow morning
`,
  ),
  thread(
    'en-paddy-bph',
    'en',
    'paddy',
    'Paddy drying in round patches',
    `
C: In the middle of my paddy field round patches are drying like burnt
S: Please part the plants at the base near the water. Do you see small brown insects?
C: Yes many!! They jump when I touch
S: That is brown planthopper, the patches are called hopper burn. Please act today.
1. Drain the water for 3-4 days
2. Open the rows with a stick every 2 metres so air goes in
3. Spray pymetrozine 50 WG, 120 g per acre, nozzle to the BASE of the plants
C: I already sprayed a pyrethroid two weeks ago
S: That may be the reason. Synthetic pyrethroids make planthoppers increase. Please do not repeat it.
C: Ok. Will the burnt plants recover?
S: The dried ones no, but it will stop spreading. Check 20 hills after 4 days and tell me how many insects per hill.
C 4d: Counted. Now 2 to 3 per hill, earlier it was more than 20
S: Excellent, that is below the limit. Keep water off and on, no more spray needed.
`,
  ),
  thread(
    'en-nursery',
    'en',
    'paddy',
    'Paddy seedlings turning white',
    `
C: Paddy nursery is 15 days old. New leaves are becoming white/yellow but the older leaves are green
S: White new leaves in the nursery are usually iron deficiency, common in light soil. Is it a dry bed?
C: Yes raised bed, water goes down very quick
S: Spray ferrous sulphate 0.5% with lime 0.25%: 50 g ferrous sulphate + 25 g slaked lime in 10 litres of water.
S: Repeat twice with 5 day gap and keep the bed wet.
C: Where can I get ferrous sulphate? They only have zinc here
S: We have 1 kg packs at the {district} centre, Rs 85. Shall I keep two for you?
C: Yes two. My son will collect
S: Kept under your number. He can collect until 6 pm.
`,
  ),
  thread(
    'en-bollworm',
    'en',
    'cotton',
    'Pink bollworm in Bt cotton',
    `
C: Some of my cotton flowers are not opening, they look like a rose. It is Bt cotton so is it safe?
S: Rosette flowers mean pink bollworm is inside. Sadly it now survives on Bt cotton in many districts.
C: What should I do then
S: First count. Pick 20 green bolls from different plants, cut them open and see how many have a pink larva.
C 3h: 3 bolls out of 20 had worm
S: That is 15%, above the limit of 10%. Please do this:
• Pluck and destroy the rosette flowers
• 5 pheromone traps per acre
• Spray emamectin benzoate 5 SG, 100 g per acre in 200 litres, in the evening
C: How long will one lure work?
S: About 3 weeks, then change it. Note the number of moths every morning.
C: and next year how to avoid it completely
S: Finish picking in time and remove the stalks, don't keep the crop for extra flushes. Sow a short duration hybrid.
C: Clear. Thanks for explaining
`,
  ),
  thread(
    'en-whitefly',
    'en',
    'cotton',
    'Sticky leaves and whitefly in cotton',
    `
C: Cotton leaves feel sticky and there is black layer on the lower ones
S: That is honeydew from whitefly, and the black layer is sooty mould growing on it. Please look under the leaves.
C: Yes small white flies, they go up like smoke when I shake
S: How many per leaf, roughly, on the upper leaves in the morning?
C: 8-10
S: The limit is 6 per leaf. Spray afidopyropen or diafenthiuron 50 WP (200 g per acre), with a hollow cone nozzle.
S: Cover the underside well. Do not mix with any other insecticide.
C: My neighbour mixed three medicines and still has whitefly
S: Mixing makes it worse, good insects die and whitefly becomes resistant. One product, full dose, full cover.
C: Makes sense. I'll tell him also 😄
`,
  ),
  thread(
    'en-leaf-curl',
    'en',
    'tomato',
    'Tomato leaves curling upward',
    `
C: My tomato leaves are curling up and the plants stay small. Is it lack of water?
S: Can you tell me if the leaves are also yellow at the edges and if there are tiny white flies under them?
C: Yes yellow edges. White flies also there
S: Then it is leaf curl virus, carried by whitefly. There is no medicine for the virus, we can only stop the spread.
C: Oh no. 20 plants out of 800 look like this
S: Only 20 is good news. Pull them out, put them in a bag and bury them. Don't leave them on the bund.
S: Then put 15 yellow sticky traps per acre and spray imidacloprid 17.8 SL, 0.3 ml per litre. Only one spray.
C: can I use neem oil also?
S: Yes, neem 10000 ppm 2 ml per litre, one week after. Alternating is the right way.
C 6d: Pulled 9 more plants this week, then no new ones
S: That is controlled. For the next crop raise the seedlings under 40 mesh net and take a tolerant hybrid.
C: Will do. This helped a lot
`,
  ),
  thread(
    'en-blossom-end',
    'en',
    'tomato',
    'Black bottoms on tomatoes',
    `
C: The bottom of the tomatoes is becoming black and sunken. Only bottom, rest is fine
S: That is blossom end rot. It is not a fungus, it comes from lack of calcium with uneven watering.
C: I water every 5 days, a lot at once
S: Please change to a little every 2 days, and mulch with straw so that the soil stays moist.
S: Spray calcium nitrate, 5 g per litre, two times with 7 days gap. Don't mix it with other fertiliser.
C: Should I throw these fruits?
S: Remove them from the plant, they take strength. The rest can be eaten, only the market will not buy.
C: ok thanks
`,
  ),
  thread(
    'en-chilli-thrips',
    'en',
    'chilli',
    'Chilli leaves curling like a boat',
    `
C: Chilli leaves are curled upward like a boat, flowers are dropping
S: Upward curling is thrips, downward curling is mites. Please tap a flower on white paper, what do you see?
C: Small thin insects, black colour, running fast
S: Those are the black thrips (Thrips parvispinus). Please do not use the same insecticide again and again.
C: I sprayed fipronil 3 times
S: Then stop fipronil. Put 25-30 blue sticky traps per acre, remove heavily curled tips.
Next spray: spinetoram 11.7 SC 1 ml per litre, and after 7 days neem or Beauveria 5 g per litre.
C: The spinetoram is costly
S: It is, but one correct spray costs less than three that fail. Spray in the evening, on the flowers.
C 7d: Flowers are staying now. New leaves are flat
S: Wonderful. Continue the traps, and give 19:19:19 at 5 g per litre to help the plants recover.
C: Ok 🙏
`,
  ),
  thread(
    'en-armyworm',
    'en',
    'maize',
    'Worms inside the maize whorl',
    `
C: Maize 25 days. Leaves have holes in rows and inside there is something like saw dust
S: That is the dung of fall armyworm. Open the whorl, is there a caterpillar with a Y mark on the head?
C: Yes, 4 dots at the back also
S: Confirmed then. Check 20 plants in 5 places, in how many is it fresh?
C: around 12 in 100
S: More than 10%, so please treat. Emamectin benzoate 5 SG, 0.4 g per litre, directly into the whorl, early evening.
C: In some places we put sand and lime in the whorl, does it work?
S: Yes, dry sand with lime (9:1) works on small patches. For the whole field use the spray.
C: What waiting period for fodder? I feed green maize to buffaloes
S: Good that you ask. Do not feed the treated plants for 3 weeks.
C: Noted
`,
  ),
  thread(
    'en-late-blight',
    'en',
    'potato',
    'Late blight warning for potato',
    `
C: Got an SMS about late blight. My potato is 45 days old, healthy. Should I do anything before?
S: Yes, the preventive spray is the most important. Mancozeb 75 WP, 2.5 g per litre, both sides of the leaf.
C: And if spots already come?
S: Then change to cymoxanil + mancozeb, 3 g per litre. Do not repeat mancozeb alone once you see spots.
C: It is foggy here from 3 days
S: Fog with 10-20 degrees is exactly blight weather. Spray in the coming dry hours and stop irrigation till it is clear.
C: Sprayed mancozeb today, 12 tanks for 1 acre
S: Perfect coverage. Look at the lower leaves every morning, white growth below the leaf means blight.
C: ok I will send a photo if anything comes
S: Please do 👍
`,
  ),
  thread(
    'en-sigatoka',
    'en',
    'banana',
    'Banana leaf spots',
    `
C: Streaks on banana leaves, later they become big dry spots. Grand Naine, 6 months
S: It looks like Sigatoka leaf spot. Is drainage good in the plot?
C: After last rain water stood for 3 days
S: Please open the drains first. Then cut the leaves which are more than half dry and take them out of the plot.
S: Spray propiconazole 25 EC 1 ml per litre with mineral oil 10 ml per litre. Repeat after 25 days.
C: Is it same as Panama wilt? People here are scared about that
S: No. In Panama wilt the whole leaf yellows from the edge and hangs, and the stem inside shows brown rings.
C: Then mine is only leaf spot, relief
S: Yes. Keep at least 8 good leaves on the plant until the bunch comes, and the bunch weight will be fine.
C: Thank you, very clear answer
`,
  ),
  thread(
    'en-cane-borer',
    'en',
    'sugarcane',
    'Dead hearts in young sugarcane',
    `
C: In my ratoon sugarcane the middle shoot is dry, it comes out easily when pulled and smells bad
S: This is early shoot borer (dead heart). How many shoots out of 100?
C: Maybe 20
S: Above 15% we advise treatment: chlorantraniliprole 18.5 SC, 150 ml in 400 litres per acre, drenched near the base.
S: Irrigate lightly after, and do earthing up. Also put trash mulch between the rows.
C: Trichogramma cards also available in the sugar factory office
S: Very good. 20,000 eggs per acre every 10 days, but not within one week of the spray.
C: ok. Factory gives free to members
S: Then please use it, it is the cheapest protection.
`,
  ),
  thread(
    'en-brinjal-borer',
    'en',
    'brinjal',
    'Brinjal fruits with holes',
    `
C: Every second brinjal has a hole and a worm inside. Vendor rejects half
S: That is shoot and fruit borer. Are the young shoots also drooping?
C: yes tips are hanging
S: Please cut all drooping tips every week and bury them, this alone reduces it by a lot.
S: Put 10 Lucilure pheromone traps per acre, and spray emamectin benzoate 5 SG 0.4 g per litre in the evening.
C: I harvest every 4 days. Is it safe?
S: Waiting period is 3 days for emamectin, so harvest first, spray the same evening, next picking on day 4.
C: That fits nicely
C 10d: This week only 1 out of 10 had a hole
S: Great result! Keep cutting the tips, don't stop 🙂
`,
  ),
  thread(
    'en-soil-test',
    'en',
    null,
    'How to take a soil sample',
    `
C: I want to test my soil. How much soil and from where?
S: Walk zigzag, take soil from 8-10 spots of one field, depth 15 cm, V shape cut. Not near bunds, trees or manure heaps.
S: Mix everything, take half a kilo, dry it in shade, and write name, survey number and last crop on the bag.
C: What does it cost
S: In the government lab it is free or up to Rs 50. At our {district} centre Rs 150, report in 5 days.
C: I'll give it at the centre
S: Good. Please tell them your number and they connect the report to your account.
C 6d: Report came: pH 8.1, organic carbon 0.38, phosphorus medium, zinc 0.5
S: pH is slightly alkaline and organic carbon is low. My suggestion:
- 2 trolleys of FYM per acre or one green manure crop (dhaincha)
- zinc sulphate 10 kg per acre once
- keep DAP to 1 bag
C: Can gypsum bring the pH down?
S: At 8.1 it is not needed. Gypsum is for sodic soil, above 8.5 with poor drainage.
C: Good to know, saves me some money
`,
  ),
  thread(
    'en-drip',
    'en',
    null,
    'Subsidy for drip irrigation',
    `
C: I want to put drip in 2 acres. How much subsidy will I get?
S: Under Per Drop More Crop small and marginal farmers get 55% and others 45% of the unit cost. Some states add more.
C: I have 4 acres total so small?
S: Yes, up to 5 acres (2 hectares) is small and marginal.
C: What papers are needed?
S: Land record, Aadhaar, bank passbook, a photo, and a quotation from an approved company.
C: Does the money come before or after
S: In most states after the inspection, to your bank or directly to the company. Please don't start before the approval.
C: How long does approval take
S: 4 to 8 weeks in {district} at present. I can send your request to the approved dealer for a survey.
C: Please do
S: Done. They will come for measurement within a week.
`,
  ),
  thread(
    'en-drip-clog',
    'en',
    null,
    'Drip emitters are blocked',
    `
C: Drip laterals near the end give no water. Emitters blocked with white layer
S: White layer is salt from hard water. When did you last flush and do the acid treatment?
C: never did acid
S: Then first open the end caps and flush each lateral for 2-3 minutes.
S: After that acid treatment: run acid in the system until pH at the end is about 4, close for 24 hours, then flush.
Always add acid to water, never water to acid. Gloves and goggles please!
C: Which acid?
S: Phosphoric or hydrochloric, from the drip dealer. If you are unsure our technician can do it, Rs 800 per acre.
C: Send technician, I don't want to play with acid
S: Right decision 🙂 He will call you this evening to fix the day.
`,
  ),
  thread(
    'en-pmkisan',
    'en',
    null,
    'PM-KISAN instalment not received',
    `
C: PM KISAN money did not come this time. Others in my village got it
S: Let us find out why. Please open https://pmkisan.gov.in and choose "Know Your Status". What do you see?
C: It says e-KYC No, land seeding Yes
S: That is the reason. Without e-KYC the instalment is held back, it is not lost.
C: How to do e-KYC
S: 3 ways: OTP on the website if your mobile is linked to Aadhaar, face scan in the PM-KISAN app, or at any CSC.
C: My Aadhaar has old number
S: Then CSC with fingerprint is easiest. It costs about Rs 15.
C 2d: Done at the CSC. Status shows Yes now
S: Very good. The held amount normally comes with the next payment run. Helpline is 155261 if it does not.
C: Thank you
`,
  ),
  thread(
    'en-insurance',
    'en',
    null,
    'Crop damage after hailstorm',
    `
C: Hail last night, half my crop is on the ground. I have insurance. What to do??
S: I am very sorry to hear this. The most important thing is to report within 72 hours of the damage.
S: You can call 14447, use the Crop Insurance app, or tell your bank in writing.
C: I don't have policy number
S: It is on the SMS, or the bank branch has it. With Aadhaar and mobile number 14447 can also find it.
C: Should I clean the field now?
S: Please don't, before the survey. Take photos from 4 sides with location on, and keep the date visible.
C 3h: Called. Got docket number
S: Excellent, please keep it safe. The surveyor should come within about 10 days.
C 8d: Surveyor came today, wrote 45% damage
S: Good. You may clear the field now. I will remind you in a month to check the claim status.
C: ok thank you for being with us
`,
  ),
  thread(
    'en-late-order',
    'en',
    null,
    'Order has not arrived',
    `
C: My order {order} was to come 3 days back. Still not here
S: Let me check it for you, one minute please.
S: It left our warehouse but is waiting at the {district} hub, the van had a breakdown. Sorry for the trouble.
C: I need it, sowing has started!
S: I understand. I have marked it urgent. Delivery tomorrow before 12, the driver will call you.
C: Sure?
S: Yes, I spoke to the hub in-charge just now. I'll check in the morning myself.
C 1d: Received it now. All items are ok
S: Glad to hear it. I have added Rs 100 credit in your account for the delay.
C: Nice of you
`,
  ),
  thread(
    'en-wrong-item',
    'en',
    null,
    'Wrong item in the order',
    `
C: I ordered NPK 12:32:16 but the bag which came says 10:26:26. Order {order}
S: Sorry for that! Is the bag still closed?
C: Yes not opened
S: Good, please keep it closed. We will exchange it at your door, no charge.
C: Is 10:26:26 bad? Can I use it same way?
S: It is not bad, it has more potash and less phosphorus. If your soil is low in potash it's even better.
C: My soil report says potash high
S: Then 12:32:16 or DAP is right for you. The exchange is booked for day after tomorrow, 10 am to 2 pm.
C: fine, someone will be home
`,
  ),
  thread(
    'en-mandi',
    'en',
    null,
    'Where to see mandi prices',
    `
C: Where can I see today's rate in {district} mandi? The trader tells any number
S: Two official places:
https://agmarknet.gov.in and https://enam.gov.in (or the e-NAM app)
C: On agmarknet there are three rates, min max modal. Which one is for me?
S: Modal price is where most of the produce was sold. Use this one to compare.
C: Trader offered 150 less than modal
S: Ask the reason. If it's moisture, get it measured in front of you. Dry produce gets the modal price easily.
C: He said 14% moisture
S: Then two days of sun will pay you. Below 12% there is no cut.
C 3d: Dried and sold at modal + 20 😀
S: That's the way! Congratulations.
`,
  ),
  thread(
    'en-tractor',
    'en',
    null,
    'Tractor and rotavator on rent',
    `
C: Need tractor with rotavator for 3 acres this week
S: There are two in {district}: 45 HP with 6 ft rotavator Rs 1,200 per acre, and 55 HP with 7 ft Rs 1,350 per acre.
C: Diesel included?
S: Yes diesel and driver both included. Travel above 10 km is Rs 20 per km.
C: Ok the 45 HP. Is Thursday morning possible
S: Thursday is booked until 1 pm. Afternoon 2 o'clock, or Friday 7 am?
C: Friday 7
S: Booked, number {order}. The driver will call you the evening before.
C: Soil is still bit wet in lower side
S: Then please tell him to leave that part for the last, rotavating wet soil makes hard clods.
C: Right
`,
  ),
  thread(
    'en-spray-rain',
    'en',
    null,
    'Rain after spraying',
    `
C: I finished spraying at 11 and it rained at 2 pm. Do I have to spray again?
S: What did you spray, and how heavy was the rain?
C: systemic fungicide with sticker. Rain about half an hour, medium
S: 3 hours with a sticker is mostly enough for a systemic product. Please do not repeat now.
S: Look at the crop after 4-5 days. Contact products like mancozeb would have been washed off, systemic not.
C: Is there any forecast I can trust?
S: The Meghdoot app gives a 5 day forecast for your block from IMD. Spray only if no rain for next 6 hours.
C: Installed it. Shows dry till weekend
S: Good, then you can plan the next one.
`,
  ),
  thread(
    'en-solar',
    'en',
    null,
    'Solar pump under PM-KUSUM',
    `
C: How to apply for solar pump? Diesel is eating everything
S: PM-KUSUM component B: centre gives 30%, state 30% or more, you pay the rest, part of it can be a loan.
C: For 5 HP what will be my share
S: Roughly Rs 1.1 to 1.4 lakh of about Rs 3 lakh, depending on the state.
C: Is water at 180 feet ok for 5 HP?
S: Yes for a submersible up to about 200 feet. Below that 7.5 HP is better.
C: I saw a website asking Rs 5600 registration
S: Please be careful, there are many fake sites. Only use https://pmkusum.mnre.gov.in or your state agency.
C: Good that I asked!!
S: Always ask before you pay. Your state portal opens in batches, I will tell you when it opens for {district}.
`,
  ),
  thread(
    'en-refund',
    'en',
    null,
    'Refund for a cancelled order',
    `
C: I cancelled order {order} ten days ago. Refund not seen
S: Let me look. It was paid by UPI, correct?
C: Yes from my son's UPI
S: The refund went back to the same UPI on the day after the cancellation. Could your son check his bank statement?
C 2h: Yes he has it. He thought it was from someone else 😅
S: No problem at all. Anything else I can do for you?
C: No that's all
`,
  ),
];
