// Light or dark: as the system has it, until the reader says otherwise.

function theme() {
  const toggle = document.querySelector("#theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = (isDark) => {
    document.body.dataset.jpThemeLight = String(!isDark);
    setText(toggle, isDark ? "Light" : "Dark");
    toggle.setAttribute("aria-label", isDark ? "Show the page in light colours" : "Show the page in dark colours");
  };
  dark.addEventListener("change", () => show(dark.matches));
  toggle.addEventListener("click", () => show(document.body.dataset.jpThemeLight === "true"));
  toggle.hidden = false;
  show(dark.matches);
}
