import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problem.latex import to_markdown
from engine.problem.readable import readable_math

FRAGMENTS = [
    "\\begin{itemize}", "\\end{itemize}", "\\item", "[a]", "{", "}", "$", "$$", "\\(", "\\)", "\\[", "\\]", "\\",
    "\\emph{", "\\bf", "\\verb|", "\\begin{tabular}{ll}", "\\end{tabular}", "&", "\\\\", "%", "\n", "\n\n", "``",
    "\\href{", "\\url", "\\includegraphics[", "\\illustration{1}", "\\newcommand{\\a}{\\a}", "\\a", "x", " ",
    "\\begin{verbatim}", "\\end{verbatim}", "\\section*", "\\begin", "\\frac{1}", "_", "^{", '\\"o', "\x01",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS)).map("".join)))
def test_no_input_makes_it_fail(tex):
    assert isinstance(readable_math(to_markdown(tex)), str)


@pytest.mark.parametrize(
    ("tex", "markdown"),
    [
        (r"\problemname{Odd \& Even}", "# Odd & Even"),
        (r"\section*{Input}", "## Input"),
        (r"\emph{a} \textbf{b} \textit{c} \texttt{d} {\bf e}", "*a* **b** *c* `d` **e**"),
        (r"``quoted'' and `this'", "“quoted” and ‘this'"),
        (r"a --- b -- c-d \ldots{} e~f", "a — b – c-d … e f"),
        (r"5\% of \$3, \#1, a\_b, \{x\}", r"5% of \$3, #1, a_b, {x}"),
        (r"\verb|a_b%$| and \verb+x|y+", "`a_b%$` and `x|y`"),
        ("one % note\ntwo", "one two"),
        (r"$1 \le n$ and \(a_i\)", r"$1 \le n$ and $a_i$"),
        (r"\href{http://x.org/a%20b}{here}, \url{http://y.org/~z}", "[here](http://x.org/a%20b), <http://y.org/~z>"),
        (r"\illustration{.4}{crane.jpg}{Photo by \emph{me}}", "[figure: crane.jpg] Photo by *me*"),
        (r"\includegraphics[width=0.5\textwidth]{tree}", "[figure: tree]"),
        (r"Sch\"on na\"{\i}ve \c{c}a Erd\H{o}s \aa", "Schön naïve ça Erdős å"),
        (r"\noindent Text \unknown{kept}", "Text kept"),
        (r"\newcommand{\maxn}{10^5}$n \le \maxn$", r"$n \le 10^5$"),
        (r"a \footnote{b} c", "a  (b) c"),
    ],
)
def test_what_statements_use(tex, markdown):
    assert to_markdown(tex) == markdown + "\n"


def test_display_math_stands_alone():
    assert to_markdown(r"so \[ x^2 \] holds") == "so\n\n$$x^2$$\n\nholds\n"


def test_lists_nest_and_count():
    tex = r"""\begin{enumerate}
        \item one \begin{itemize} \item[x] inner \end{itemize}
        \item two
    \end{enumerate}"""
    lines = [line for line in to_markdown(tex).splitlines() if line]
    assert lines == ["1. one", "   - **x** inner", "2. two"]


def test_indented_text_does_not_become_code():
    assert to_markdown("one\n\n        two\n      three") == "one\n\ntwo\nthree\n"


def test_verbatim_is_kept_to_the_letter():
    tex = "\\begin{verbatim}\n  1 %2\n\n\n\n$x$\n\\end{verbatim}"
    assert to_markdown(tex) == "```\n  1 %2\n\n\n\n$x$\n```\n"


def test_a_table_becomes_rows():
    tex = r"\begin{tabular}{|l|l|}\hline Group & Points \\ \hline $1$ & 40 \\ \end{tabular}"
    assert to_markdown(tex) == "| Group | Points |\n|---|---|\n| $1$ | 40 |\n"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"$1 \le n \le 10^5$", "1 ≤ n ≤ 10⁵"),
        (r"$a\leq b\ne c$", "a ≤ b ≠ c"),
        (r"$-10^{9} \leq a_i \leq 10^{9}$", "-10⁹ ≤ aᵢ ≤ 10⁹"),
        (r"$x^{n+1} + a_{i+1}$", "x^(n+1) + a_(i+1)"),
        (r"$x^2 y^n z^{-1} a_{10}$", "x² yⁿ z⁻¹ a₁₀"),
        (r"$a_1, \ldots, a_n \in S$", "a₁, …, aₙ ∈ S"),
        (r"$\frac{a}{b} + \frac{a+1}{2}$", "a/b + (a+1)/2"),
        (r"$\left\lfloor \frac{n}{2} \right\rfloor$", "⌊ n/2 ⌋"),
        (r"$2 \times 3 \cdot \sqrt{x}$", "2 × 3 · √x"),
        (r"$1\,000\,000$", "1 000 000"),
        (r"$\{1,\dots,n\}$ if $x \text{ is odd}$", "{1,…,n} if x is odd"),
        (r"$O(n \log n)$, $a<b$, $x \not= y$", "O(n log n), a < b, x ≠ y"),
        (r"costs \$5, or \$6", r"costs \$5, or \$6"),
        ("`$x_1$` and $x_1$", "`$x_1$` and x₁"),
        ("```\n$x_1$\n```", "```\n$x_1$\n```"),
        ("so $$x \\ge 1$$ holds", "so \n\nx ≥ 1\n\n holds"),
        ("one $ alone", "one $ alone"),
    ],
)
def test_math_becomes_readable(markdown, text):
    assert readable_math(markdown) == text


@given(st.text(alphabet=st.characters(exclude_characters="$")))
def test_text_without_math_stays(text):
    assert readable_math(text) == text
