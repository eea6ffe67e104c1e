import type en from '../en';
import admin from './admin.json';
import common from './common.json';
import composer from './composer.json';
import conversations from './conversations.json';
import desk from './desk.json';
import messenger from './messenger.json';
import signIn from './sign-in.json';
import timeline from './timeline.json';

/** Every text that there is in English. A text that is missing does not compile. */
export default { admin, common, composer, conversations, desk, messenger, signIn, timeline } satisfies typeof en;
