import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const leaf = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720" viewBox="0 0 960 720">
  <defs>
    <radialGradient id="soil" cx="0.3" cy="0.2" r="1.1"><stop offset="0" stop-color="#9c7a55"/><stop offset="1" stop-color="#4a3522"/></radialGradient>
    <linearGradient id="leaf" x1="0" y1="1" x2="1" y2="0"><stop offset="0" stop-color="#3f7d2f"/><stop offset="0.6" stop-color="#79a93b"/><stop offset="1" stop-color="#c9bf4a"/></linearGradient>
    <filter id="grain"><feTurbulence baseFrequency="0.9" numOctaves="3"/><feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 0.5 -0.1"/></filter>
    <filter id="soft"><feGaussianBlur stdDeviation="14"/></filter>
    <clipPath id="shape"><path d="M90 650C200 330 480 120 900 70 830 430 560 640 90 650Z"/></clipPath>
  </defs>
  <rect width="960" height="720" fill="url(#soil)"/><rect width="960" height="720" filter="url(#grain)" opacity="0.5"/>
  <path d="M110 680C220 360 500 150 910 105 850 460 580 670 110 680Z" opacity="0.45" filter="url(#soft)"/>
  <g clip-path="url(#shape)"><rect width="960" height="720" fill="url(#leaf)"/>
    <g stroke="#e6d24b" stroke-width="15" opacity="0.75" fill="none">
      <path d="M150 640C330 430 520 260 850 130"/><path d="M210 650C400 500 590 350 850 190"/><path d="M120 600C260 390 450 220 760 110"/><path d="M300 640C480 540 650 420 830 270"/>
    </g>
    <path d="M90 650C330 470 600 260 900 70" stroke="#e9efc2" stroke-width="9" fill="none"/>
    <rect width="960" height="720" filter="url(#grain)" opacity="0.25"/>
  </g>
</svg>`;

/** What stands for a photo of a sick leaf: the path of a PNG file in `folder`. */
export async function leafPhoto(page: Page, folder: string): Promise<string> {
  const other = await page.context().newPage();
  try {
    await other.setViewportSize({ width: 960, height: 720 });
    await other.setContent(`<body style="margin:0">${leaf}</body>`);
    const file = join(folder, 'leaf.png');
    writeFileSync(file, await other.screenshot());
    return file;
  } finally {
    await other.close();
  }
}
