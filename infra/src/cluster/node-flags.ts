/**
 * Flags that every Node service runs with. Most of what a message leaves behind is garbage within a turn of the event
 * loop: a young generation of 64 MiB instead of 16 lets it die before it is copied. It grows only under load.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=64'];
