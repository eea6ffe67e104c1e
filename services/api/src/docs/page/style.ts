/** The one stylesheet of the reference: light and dark, from a phone's width up. */
export const style = `:root {
  color-scheme: light dark;
  --paper: #fff; --raised: #f4f6f5; --ink: #1a211e; --soft: #55605b; --line: #d6dcd9; --accent: #00695c; --optional: #8a4b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121615; --raised: #1c2220; --ink: #e6ebe8; --soft: #a3aea9; --line: #333c38; --accent: #6fd3c3; --optional: #f0b36a;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
a:focus-visible, pre:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; z-index: 2; background: var(--paper); padding: .5rem; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline;
  padding: .75rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.tabs { display: flex; gap: 1rem; }
.tabs [aria-current] { color: var(--ink); font-weight: 600; text-decoration-thickness: 2px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 82rem; margin: 0 auto; }
nav { padding: .75rem 1.25rem; background: var(--raised); max-height: 45vh; overflow: auto; font-size: .9rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav ul ul { margin: .15rem 0 .9rem; }
nav span { color: var(--soft); }
nav > ul > li > span { font-weight: 600; color: var(--ink); }
nav a { display: block; padding: .2rem 0; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover { text-decoration: underline; }
main { padding: 0 1.25rem 6rem; min-width: 0; }
main:focus { outline: none; }
h1 { margin: 1.5rem 0 .5rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 3rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.45rem; }
h3 { margin: 2.25rem 0 .25rem; font-size: 1.05rem; overflow-wrap: anywhere; }
h4 { margin: 1.1rem 0 .3rem; font-size: .95rem; color: var(--soft); }
p { margin: .4rem 0; max-width: 46rem; }
.anchor { color: var(--soft); text-decoration: none; font-weight: 400; }
.method { display: inline-block; min-width: 3.4em; font-size: .8em; font-weight: 700; color: var(--accent); }
nav .method { color: var(--soft); }
.summary { font-size: 1.05rem; font-weight: 600; }
.access, .limit, .type { color: var(--soft); font-size: .92em; }
.optional { color: var(--optional); font-size: .85em; }
.status { display: inline-block; min-width: 2.5em; font-weight: 600; }
.fields { list-style: none; margin: .3rem 0; padding: 0; border-left: 2px solid var(--line); }
.fields li { padding: .3rem 0 .3rem .8rem; overflow-wrap: anywhere; }
.fields li:target { background: var(--raised); }
.fields p { margin: .1rem 0; }
.name { font-weight: 600; }
.codes { list-style: none; padding: 0; overflow-wrap: anywhere; }
ul.codes li { margin: .15rem 0; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--soft); font-size: .92em; }
pre { margin: .4rem 0; padding: .8rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .4rem;
  overflow: auto; max-height: 26rem; line-height: 1.45; }
@media (min-width: 60rem) {
  .columns { grid-template-columns: 19rem minmax(0, 1fr); }
  nav { position: sticky; top: 3.1rem; height: calc(100vh - 3.1rem); max-height: none; border-right: 1px solid var(--line); }
  main { padding: 0 2.5rem 6rem; }
}
`;
