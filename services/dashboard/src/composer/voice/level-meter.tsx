import { useEffect, useRef } from 'react';
import type { Recording } from './recording';
import classes from './voice.module.css';

/** Milliseconds between two bars. */
const step = 80;
/** Pixels. */
const [barWidth, gap] = [3, 2];

/** How loud it has been lately, a bar for each moment: that one is heard, and how well. */
export function LevelMeter({ recording }: { recording: Recording }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const levels: number[] = [];
    const timer = setInterval(() => {
      levels.push(recording.level());
      if (canvas.current) draw(canvas.current, levels);
    }, step);
    return () => clearInterval(timer);
  }, [recording]);
  return <canvas ref={canvas} className={classes.meter} aria-hidden />;
}

function draw(canvas: HTMLCanvasElement, levels: number[]): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const most = Math.floor(width / (barWidth + gap));
  if (levels.length > most) levels.splice(0, levels.length - most);
  for (const [index, level] of levels.entries()) {
    const bar = Math.max(3, level * height);
    const x = width - (levels.length - index) * (barWidth + gap);
    context.beginPath();
    context.roundRect(x, (height - bar) / 2, barWidth, bar, barWidth / 2);
    context.fill();
  }
}
