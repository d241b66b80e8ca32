/** The completion for bash. */
import { heading, namesOf, operandOffers, quoted, toldOptions } from './shell.js';

/** @typedef {import('./shell.js').CommandUsage} CommandUsage */
/** @typedef {import('./shell.js').Offer} Offer */

/**
 * @param {CommandUsage} withoutCommand
 * @param {readonly CommandUsage[]} commands
 * @returns {string} to be installed as `bash-completion/completions/procatlas`
 */
export function bashCompletion(withoutCommand, commands) {
  const all = [...commands, withoutCommand];
  const values = all.flatMap((command) =>
    toldOptions(command)
      .filter(({ value }) => value !== undefined)
      .map((option) => {
        const names = namesOf(option).map((name) => quoted(`${command.name} ${name}`));
        return `    ${names.join(' | ')}) ${offer(option.offers === undefined ? [] : [option.offers])}return ;;`;
      }),
  );
  const words = all.map((command) => {
    const options = toldOptions(command).flatMap(namesOf).join(' ');
    const pattern = command === withoutCommand ? '*' : quoted(command.name);
    return `    ${pattern}) options=${quoted(options)}\n      [[ $cur == -* ]] || { ${offer(operandOffers(command)) || ':; '}} ;;`;
  });
  return `# ${heading}

_procatlas_offer() {
  local kind=$1 found
  case $kind in
    processes | sources)
      mapfile -t found < <(compgen -W "$(ps -A -o pid= -o comm=)" -- "$cur")
      COMPREPLY+=("\${found[@]}") ;;&
    files | sources)
      mapfile -t found < <(compgen -f -- "$cur")
      COMPREPLY+=("\${found[@]}")
      compopt -o filenames ;;
    folders)
      mapfile -t found < <(compgen -d -- "$cur")
      COMPREPLY+=("\${found[@]}")
      compopt -o filenames ;;
    words)
      mapfile -t found < <(compgen -W "$2" -- "$cur")
      COMPREPLY+=("\${found[@]}") ;;
  esac
}

_procatlas() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command='' options=''
  ((COMP_CWORD > 1)) && command=\${COMP_WORDS[1]}
  # bash parts --name=value into three words.
  [[ $cur == = ]] && cur='' && prev='=' && ((COMP_CWORD > 1)) && prev=\${COMP_WORDS[COMP_CWORD - 1]}
  [[ $prev == = ]] && prev=\${COMP_WORDS[COMP_CWORD - 2]}
  COMPREPLY=()
  ${`case $command in ${commands.map(({ name }) => name).join(' | ')}) ;; *) command='' ;; esac`}
  case "$command $prev" in
${values.join('\n')}
  esac
  ((COMP_CWORD == 1)) && [[ $cur != -* ]] && _procatlas_offer words ${quoted(commands.map(({ name }) => name).join(' '))}
  case $command in
${words.join('\n')}
  esac
  [[ $cur == -* ]] && _procatlas_offer words "$options"
}

complete -F _procatlas procatlas
`;
}

/**
 * The calls that offer these, each with its semicolon.
 * @param {readonly Offer[]} offers
 */
const offer = (offers) =>
  offers
    .map((one) =>
      typeof one === 'string' ? `_procatlas_offer ${one}; ` : `_procatlas_offer words ${quoted(one.join(' '))}; `,
    )
    .join('');
