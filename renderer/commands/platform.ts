/** Whether the Command key takes the part of Control. */
export const isMac = /mac|iphone|ipad/i.test(navigator.platform)
