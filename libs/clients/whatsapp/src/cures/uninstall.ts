/** Takes a cure out again. Only tests do that, to see the fault that it cures. */
export type Uninstall = () => void;
