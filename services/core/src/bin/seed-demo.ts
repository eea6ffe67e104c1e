import { seedDemo } from '../demo/seed-demo.js';

const url = process.env.DATABASE_URL;
if (!url) {
  console.error('DATABASE_URL is not set');
  process.exit(2);
}
if (process.env.NODE_ENV === 'production') {
  console.error('demo data is never loaded in production');
  process.exit(2);
}
const { people, conversations, messages } = await seedDemo(url, new Date());
console.log(
  people === 0
    ? 'demo data is there already'
    : `${people} people, ${conversations} conversations, ${messages} messages`,
);
