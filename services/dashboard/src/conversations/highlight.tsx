import { createElement, Fragment } from 'react';
import styles from './highlight.module.css';

/** A text with what was searched for marked in it. */
export function Highlight({ text, query }: { text: string; query: string }) {
  const wanted = query.trim();
  if (wanted === '') return text;
  const parts = text.split(new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`, 'giu'));
  // Every second part is what was found.
  const marked = parts.map((part, i) => (i % 2 === 1 ? createElement('mark', { className: styles.mark }, part) : part));
  return createElement(Fragment, null, ...marked);
}

export const contains = (text: string, query: string): boolean =>
  text.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase());
