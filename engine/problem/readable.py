r"""Math of a statement as text for a terminal: `$1 \le n \le 10^5$` becomes 1 ≤ n ≤ 10⁵."""

from __future__ import annotations

import re

_CODE_OR_MATH = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|\\\$|\n*\$\$(?P<display>.{1,4000}?)\$\$\n*"
    r"|\$(?P<inline>(?:\\.|[^$\\\n]|\n(?![ \t]*\n))+)\$",
    re.DOTALL,
)
_RELATIONS = {
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠",
    "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "approx": "≈", "equiv": "≡", "sim": "∼", "in": "∈",
    "notin": "∉", "subset": "⊂", "subseteq": "⊆",
    "cup": "∪", "cap": "∩", "setminus": "∖", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "Rightarrow": "⇒", "leftrightarrow": "↔", "mapsto": "↦", "iff": "⇔", "implies": "⇒",
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "oplus": "⊕", "land": "∧", "wedge": "∧",
    "lor": "∨", "vee": "∨", "mid": "|", "bmod": "mod", "mod": "mod",
}  # fmt: skip
_SIGNS = {
    "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "dotsc": "…", "sum": "∑", "prod": "∏", "int": "∫",
    "infty": "∞", "emptyset": "∅", "varnothing": "∅", "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "circ": "°",
    "ell": "ℓ", "prime": "′", "ast": "∗", "star": "⋆", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ",
    "epsilon": "ε", "varepsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π",
    "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ",
    "Gamma": "Γ", "Sigma": "Σ", "Pi": "Π", "Phi": "Φ", "Omega": "Ω", "Theta": "Θ", "backslash": "∖",
    "quad": " ", "qquad": " ", "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "",
    "displaystyle": "", "limits": "", "vert": "|", "lvert": "|", "rvert": "|",
}  # fmt: skip
_TEXT_STYLES = r"text(?:rm|it|bf|tt)?|math(?:rm|it|bf|tt|cal|bb|sf)|operatorname|mbox"
_SUPERSCRIPTS = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_HAS_SUPERSCRIPT = re.compile(r"[+-]?[0-9]+|n")
_HAS_SUBSCRIPT = re.compile(r"[+-]?[0-9]+|[aehijklmnoprstuvx]")
_INNERMOST = re.compile(
    rf"\\(?:{_TEXT_STYLES})\s*\{{(?P<plain>[^{{}}]*)\}}"
    r"|\\[dt]?frac\s*\{(?P<over>[^{}]*)\}\s*\{(?P<under>[^{}]*)\}"
    r"|\\sqrt\s*\{(?P<root>[^{}]*)\}"
    r"|\\pmod\s*\{(?P<modulus>[^{}]*)\}"
    r"|(?P<mark>[_^])\s*(?:\{(?P<script>[^{}]*)\}|(?P<single>\\[A-Za-z]+|[^\s\\{}]))"
    r"|\{(?P<group>[^{}]*)\}"
)
_SPACES = re.compile(r"\\[,;:! ]|~")


def readable_math(markdown: str) -> str:
    """Write the math of a Markdown text with Unicode signs; code stays as it is, `$$…$$` gets its own lines.

    Sub- and superscripts that Unicode lacks stay as `a_(i+1)` and `x^(n+1)`.
    """
    return _CODE_OR_MATH.sub(_replace, markdown)


def _replace(match: re.Match[str]) -> str:
    if match["display"]:
        rows = match["display"].split("\\\\")
        return "\n\n" + "\n\n".join(map(_math, rows)) + "\n\n"
    return _math(match["inline"]) if match["inline"] else match[0]


def _math(tex: str) -> str:
    text = tex.replace("\\{", "\x01").replace("\\}", "\x02").replace("\\_", "\x03").replace("{,}", ",")
    text = re.sub(r"\\not\s*=", r"\\ne ", text)
    text = _SPACES.sub(" ", text).replace("*", "∗").replace("'", "′").replace("\\\\", " ").replace("&", " ")
    changed = 1
    while changed:  # ends: every replacement removes a brace or a mark
        text, changed = _INNERMOST.subn(_inner, text)
    text = re.sub(r"\\([A-Za-z]+) ?", _sign, text)
    text = re.sub(r"\s*([<>])\s*", r" \1 ", text)
    text = text.replace("\\", "").translate({1: "{", 2: "}", 3: "_", 4: "_", 5: "^"})
    return re.sub(r"\s+", " ", text).strip()


def _sign(match: re.Match[str]) -> str:
    name = match[1]
    if name in _RELATIONS:
        return f" {_RELATIONS[name]} "
    blank = " " if match[0].endswith(" ") else ""
    if name in _SIGNS:
        return _SIGNS[name] + blank
    return name + blank


def _inner(match: re.Match[str]) -> str:
    if match["over"] is not None:
        return f"{_grouped(match['over'])}/{_grouped(match['under'])}"
    if match["root"] is not None:
        return "√" + _grouped(match["root"])
    if match["modulus"] is not None:
        return f" (mod {match['modulus']})"
    if match["mark"]:
        return _script(match["mark"], match["script"] or match["single"] or "")
    return match["plain"] or match["group"] or ""


def _script(mark: str, script: str) -> str:
    """Raise or lower a script; where Unicode cannot, keep its mark (hidden from the next pass)."""
    script = script.strip()
    if mark == "^" and _HAS_SUPERSCRIPT.fullmatch(script):
        return script.translate(_SUPERSCRIPTS)
    if mark == "_" and _HAS_SUBSCRIPT.fullmatch(script):
        return script.translate(_SUBSCRIPTS)
    return ("\x05" if mark == "^" else "\x04") + _grouped(script)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"\\?\w*|[0-9.]+", text) else f"({text})"
