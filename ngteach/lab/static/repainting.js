// What is painted in colours of the theme is painted anew when it changes, or the widget gets another width.
// repaint(width) is called first when there is a width.  Returns what ends it.
function onLook(element, repaint) {
  let width = 0;
  const sized = new ResizeObserver(() => {
    const now = Math.floor(element.clientWidth);
    if (now && now !== width) repaint((width = now));
  });
  sized.observe(element);
  const theme = new MutationObserver(() => width && repaint(width));
  for (const holder of [document.documentElement, document.body])
    theme.observe(holder, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class", "style"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const turned = () => width && repaint(width);
  dark.addEventListener("change", turned);
  return () => {
    sized.disconnect();
    theme.disconnect();
    dark.removeEventListener("change", turned);
  };
}
