/** The agents' dashboard, no conversation open. */
export { DeskView as default } from '../desk/desk-view';
