"""`escsim completion`: print a shell completion script."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.arguments import Parser

BASH = r"""
_escsim() {
    local typed=${COMP_LINE:0:COMP_POINT} candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("${candidate%%$'\t'*}")
    done < <("${1/#\~/$HOME}" completion --line "$typed" 2>/dev/null)
    # bash treats the text after = as a separate word
    typed=${typed##*[[:space:]]}
    if [[ $COMP_WORDBREAKS == *=* && $typed == *=* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${typed%"${typed##*=}"}"}")
    fi
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=.,/] ]] && compopt -o nospace
    return 0
}
complete -o default -o nosort -F _escsim escsim
"""

ZSH = r"""
_escsim() {
    local candidate about
    local -a ready unfinished
    for candidate in ${(f)"$(${~words[1]} completion --line "${(j: :)words[1,CURRENT]}" 2>/dev/null)"}; do
        candidate=${candidate%%$'\t'*}
        if [[ $candidate == *[=.,/] ]]; then unfinished+=($candidate); else ready+=($candidate); fi
    done
    if (( $#ready + $#unfinished == 0 )); then
        _files
        return
    fi
    compadd -a ready
    compadd -S '' -a unfinished
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _escsim escsim
"""

FISH = r"""
function __escsim_next
    set -l typed (commandline --cut-at-cursor --current-process | string collect)
    set -l words (commandline --tokenize --current-process)
    set -l found ($words[1] completion --line "$typed" 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline --current-token)
    end
end
complete --command escsim --no-files --arguments '(__escsim_next)'
"""

SCRIPTS = {shell: script.lstrip() for shell, script in (("bash", BASH), ("zsh", ZSH), ("fish", FISH))}


EXAMPLES = """\
Add the line for your shell to ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish:

examples:
  eval "$(escsim completion bash)"
  eval "$(escsim completion zsh)"
  escsim completion fish | source

The Tab key then completes verbs, options, settings (restrictions=), runs, studies and measures.
"""


def execute(words: Sequence[str]) -> int:
    """Print a script for a shell, or what its script asks for; return the exit code."""
    parser = Parser("completion", "Print a shell completion script for escsim.", EXAMPLES)
    parser.add_argument("shell", nargs="?", choices=tuple(SCRIPTS), help="the shell")
    parser.add_argument("--line", metavar="TEXT", help="print completions of the last word of a line (for scripts)")
    arguments = parser.read(words)
    if arguments.line is not None:
        from sim.cli.completing import candidates

        for one in candidates(arguments.line):
            print(f"{one.word}\t{one.about}" if one.about else one.word)
    elif arguments.shell is None:
        parser.error(f"name the shell: {', '.join(SCRIPTS)}")
    else:
        print(SCRIPTS[arguments.shell], end="")
    return 0
