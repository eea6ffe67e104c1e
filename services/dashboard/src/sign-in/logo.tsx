/** A speech bubble with a seedling in it. */
export function Logo({ size }: { size: number }) {
  return (
    <svg aria-hidden viewBox="0 0 64 64" width={size} height={size}>
      <path
        fill="#1c7f4b"
        d="M14 6h36a10 10 0 0 1 10 10v24a10 10 0 0 1-10 10H30L16 60V50h-2A10 10 0 0 1 4 40V16A10 10 0 0 1 14 6Z"
      />
      <path
        fill="none"
        stroke="#fff"
        strokeWidth="4"
        strokeLinecap="round"
        d="M32 42V20m0 8c-7 0-10-4-10-9 7 0 10 4 10 9Zm0 9c7 0 10-4 10-9-7 0-10 4-10 9Z"
      />
    </svg>
  );
}
