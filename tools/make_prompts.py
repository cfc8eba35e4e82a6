"""Make the spoken prompts with espeak-ng: 8 kHz, 16 bit, one channel, a file for each language."""

import math
import struct
import subprocess
import sys
import wave
from io import BytesIO
from pathlib import Path

RATE = 8000
SOUNDS = Path(__file__).parent.parent / "src" / "tongdai" / "engine" / "sounds"
VOICES = {"en": "en-us", "vi": "vi"}
TEXTS = {
    "number-unknown": {
        "en": "The number you have dialled does not exist. Please check it and try again.",
        "vi": "Số máy quý khách vừa gọi không đúng. Xin vui lòng kiểm tra và gọi lại.",
    },
    "limit-reached": {
        "en": "All lines of your company are busy. Please try again later.",
        "vi": "Tất cả các đường dây của công ty đang bận. Xin vui lòng gọi lại sau.",
    },
    "echo-test": {
        "en": "Echo test. You will hear what you say. Hang up when you have heard enough.",
        "vi": "Kiểm tra âm thanh. Quý khách sẽ nghe lại những gì mình nói. Xin gác máy khi đã nghe đủ.",
    },
    "call-recorded": {
        "en": "This call is recorded.",
        "vi": "Cuộc gọi này được ghi âm.",
    },
    "may-be-recorded": {
        "en": "This call may be recorded.",
        "vi": "Cuộc gọi này có thể được ghi âm.",
    },
}
INFORMATION_TONE = ((950, 0.33), (1400, 0.33), (1800, 0.33), (0, 0.3))
HOLD_TONE = ((440, 0.12), (0, 0.1), (554, 0.12), (0, 6.0))
BEEP = ((880, 0.25),)


def main() -> None:
    """Write every prompt anew. espeak-ng has no Khmer: there the information tone comes before the English words."""
    for name, texts in TEXTS.items():
        for language, text in texts.items():
            write(f"{language}/tongdai", name, speak(VOICES[language], text))
        write("km/tongdai", name, tones(INFORMATION_TONE) + speak(VOICES["en"], texts["en"]))
    for language in ("en", "vi", "km"):
        write(language, "beep", tones(BEEP))
    write("hold", "hold", tones(HOLD_TONE))


def speak(voice: str, text: str) -> list[float]:
    """What espeak-ng says, brought to 8 kHz."""
    spoken = subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "--stdout", "--", text],
                            check=True, capture_output=True)
    with wave.open(BytesIO(spoken.stdout)) as heard:
        frames = heard.readframes(heard.getnframes())
        samples = struct.unpack(f"<{len(frames) // 2}h", frames)
        return resampled([each / 32768 for each in samples], heard.getframerate())


def resampled(samples: list[float], rate: int) -> list[float]:
    """Windowed-sinc interpolation, cut off below 3.7 kHz, so that nothing folds back into the voice."""
    step, cut, reach = rate / RATE, 2 * 3700 / rate, 24
    return [sum(samples[k] * kernel(k - at * step, cut, reach)
                for k in range(max(0, math.ceil(at * step - reach)), min(len(samples), int(at * step + reach) + 1)))
            for at in range(int(len(samples) / step))]


def kernel(distance: float, cut: float, reach: int) -> float:
    """A Hann-windowed sinc."""
    turn = math.pi * cut * distance
    sinc = 1.0 if abs(turn) < 1e-9 else math.sin(turn) / turn
    return cut * sinc * (0.5 + 0.5 * math.cos(math.pi * distance / reach))


def tones(parts: tuple[tuple[int, float], ...]) -> list[float]:
    """Tones one after the other, each faded in and out over 10 ms."""
    made: list[float] = []
    for frequency, seconds in parts:
        count = int(seconds * RATE)
        made += [0.25 * math.sin(2 * math.pi * frequency * at / RATE) * min(1, at / 80, (count - at) / 80)
                 for at in range(count)]
    return made


def write(folder: str, name: str, samples: list[float]) -> None:
    """One file, at nine tenths of full scale at its loudest."""
    path = SOUNDS / folder / f"{name}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    loudest = max(map(abs, samples)) or 1.0
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *(round(each / loudest * 29491) for each in samples)))
    sys.stdout.write(f"{folder}/{name}.wav: {len(samples) / RATE:.1f} s\n")


if __name__ == "__main__":
    main()
