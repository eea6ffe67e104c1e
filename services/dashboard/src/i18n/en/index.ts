import admin from './admin.json';
import common from './common.json';
import composer from './composer.json';
import conversations from './conversations.json';
import desk from './desk.json';
import messenger from './messenger.json';
import signIn from './sign-in.json';
import timeline from './timeline.json';

export default { admin, common, composer, conversations, desk, messenger, signIn, timeline };
