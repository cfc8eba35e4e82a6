// The player of recordings: both sides as waves drawn from peaks that were made once; nothing is fetched before play.
(() => {
  const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
  const STEP_SECONDS = 5;
  const LANE_PIXELS = 44;
  const players = [];
  let current = null;

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds + 0.001));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (value) => String(value).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };

  const peaksOf = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const half = bytes.length >> 1;
    return [0, 1].map((side) => Float32Array.from(bytes.subarray(side * half, (side + 1) * half), (each) => each / 255));
  };

  // The policy of our pages allows no inline style sheet, so wavesurfer's rules come as a template and are adopted.
  const dress = (wave) => {
    const root = wave.getWrapper().getRootNode();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(root.querySelector("template").content.textContent);
    root.adoptedStyleSheets = [sheet];
  };

  const begin = (box) => {
    const part = (name) => box.querySelector(`[data-${name}]`);
    const audio = box.querySelector("audio");
    const seconds = Number(box.dataset.seconds);
    const peaks = peaksOf(box.dataset.peaks);
    const [slider, play, speed, trouble] = [part("wave"), part("play"), part("speed"), part("trouble")];
    const lanes = () => [...box.querySelectorAll(".swatch")].map((swatch) => {
      const colours = getComputedStyle(swatch);
      return { height: LANE_PIXELS, waveColor: colours.color, progressColor: colours.backgroundColor };
    });
    audio.removeAttribute("controls");
    audio.hidden = true;
    part("body").hidden = false;
    const wave = WaveSurfer.create({
      container: slider, media: audio, peaks, duration: seconds, splitChannels: lanes(), barWidth: 2, barGap: 1,
      barRadius: 1, barMinHeight: 1, cursorWidth: 2, cursorColor: getComputedStyle(box).color, normalize: true,
      maxPeak: Math.max(...peaks.map((side) => Math.max(...side))) || 1, dragToSeek: true, hideScrollbar: true,
    });
    dress(wave);

    const tell = (at) => {
      part("now").textContent = clock(at);
      slider.setAttribute("aria-valuenow", String(Math.round(at)));
      slider.setAttribute("aria-valuetext", clock(at));
    };
    const face = (playing) => {
      play.setAttribute("aria-label", playing ? play.dataset.pause : play.dataset.start);
      box.classList.toggle("playing", playing);
    };
    const self = {
      box,
      wave,
      toggle() {
        current = self;
        wave.playPause().catch(() => undefined);
      },
      move(by) {
        self.go(wave.getCurrentTime() + by);
      },
      go(to) {
        current = self;
        const at = Math.min(Math.max(0, to), seconds);
        wave.setTime(at);
        tell(at);
      },
      pace(by) {
        const now = SPEEDS.indexOf(Number(speed.value));
        speed.value = String(SPEEDS[Math.min(Math.max(0, now + by), SPEEDS.length - 1)]);
        wave.setPlaybackRate(Number(speed.value));
      },
    };
    wave.on("timeupdate", tell);
    wave.on("play", () => {
      for (const other of players) if (other !== self) other.wave.pause();
      trouble.hidden = true;
      face(true);
    });
    wave.on("pause", () => face(false));
    wave.on("interaction", (at) => {
      current = self;
      tell(at);
    });
    wave.on("error", () => {
      face(false);
      trouble.hidden = false;
    });
    play.addEventListener("click", self.toggle);
    speed.addEventListener("change", () => wave.setPlaybackRate(Number(speed.value)));
    for (const button of box.querySelectorAll("[data-skip]"))
      button.addEventListener("click", () => self.move(Number(button.dataset.skip)));
    for (const mark of box.querySelectorAll("[data-at]")) {
      if (mark.matches(".player-mark")) mark.style.left = `${(100 * Number(mark.dataset.at)) / seconds}%`;
      mark.addEventListener("click", () => self.go(Number(mark.dataset.at)));
    }
    new MutationObserver(() => wave.setOptions({ splitChannels: lanes(), cursorColor: getComputedStyle(box).color }))
      .observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    players.push(self);
  };

  const KEYS = {
    " ": (player) => player.toggle(),
    ArrowLeft: (player) => player.move(-STEP_SECONDS),
    ArrowRight: (player) => player.move(STEP_SECONDS),
    Home: (player) => player.go(0),
    End: (player) => player.go(Infinity),
    ",": (player) => player.pace(-1),
    ".": (player) => player.pace(1),
  };
  document.addEventListener("keydown", (happened) => {
    const { target, key } = happened;
    const act = KEYS[key];
    if (!act || happened.ctrlKey || happened.metaKey || happened.altKey || target.isContentEditable) return;
    const around = target.closest("[data-player]");
    if (target.closest("input, select, textarea, dialog")) return;
    if (key === " " && target.closest("button, a, summary")) return;
    if (!around && (key === "Home" || key === "End")) return;
    const player = players.find((each) => each.box === around) || current || players[0];
    if (!player) return;
    happened.preventDefault();
    act(player);
  });

  for (const box of document.querySelectorAll("[data-player]")) begin(box);
})();
