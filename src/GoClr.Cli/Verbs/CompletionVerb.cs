// goclr completion: scripts for shells, made from the verbs and flags that there are. A script asks nothing of goclr while a user types.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class CompletionVerb() : Verb("completion", "goclr completion bash|zsh|fish", "print a completion script for a shell", """
    Completion prints a script that completes verbs, flags, Go files and folders for goclr:

    	bash    source <(goclr completion bash)
    	zsh     source <(goclr completion zsh)
    	fish    goclr completion fish | source
    """)
{
    public override int Run(string[] args)
    {
        string text = args switch
        {
            ["bash"] => Bash(Table()),
            ["zsh"] => Zsh(Table()),
            ["fish"] => Fish(Table()),
            _ => throw new UsageException(args.Length == 1 ? $"goclr completion: unknown shell {args[0]}" : ""),
        };
        Console.Out.Write(text);
        return 0;
    }

    private sealed record Row(string Name, string Summary, List<string> Flags);

    private static List<Row> Table()
    {
        var rows = new List<Row>();
        void Add(IEnumerable<Verb> verbs)
        {
            foreach (var v in verbs)
            {
                rows.Add(new Row(v.Name, v.Summary, [.. v.Flags.All.Select(f => "-" + f.Name)]));
                Add(v.Commands);
            }
        }
        Add(VerbTable.All());
        rows.Add(new Row("help", "print help", []));
        return rows;
    }

    private static IEnumerable<string> Subs(List<Row> rows, string group) => rows.Where(r => r.Name.StartsWith(group + " ", StringComparison.Ordinal)).Select(r => r.Name[(group.Length + 1)..]);
    private static IEnumerable<Row> Top(List<Row> rows) => rows.Where(r => !r.Name.Contains(' '));
    private static string Topic => string.Join(' ', Topics.All.Select(t => t.Name));

    private static string Bash(List<Row> rows)
    {
        var w = new StringBuilder($$"""
            # bash completion for goclr
            _goclr() {
              local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words=
              COMPREPLY=()
              if [ "$COMP_CWORD" -eq 1 ]; then
                COMPREPLY=($(compgen -W "{{string.Join(' ', Top(rows).Select(r => r.Name))}}" -- "$cur"))
                return
              fi

            """);
        w.Append("  case $verb in\n");
        w.Append($"    help) words=\"{string.Join(' ', Top(rows).Select(r => r.Name))} {Topic}\" ;;\n    completion) words=\"bash zsh fish\" ;;\n");
        foreach (var r in Top(rows))
        {
            var subs = Subs(rows, r.Name).ToList();
            if (subs.Count > 0)
            {
                w.Append($"    {r.Name})\n      if [ \"$COMP_CWORD\" -eq 2 ]; then words=\"{string.Join(' ', subs)}\"; else\n        case ${{COMP_WORDS[2]}} in\n");
                foreach (string s in subs) w.Append($"          {s}) words=\"{string.Join(' ', rows.First(x => x.Name == r.Name + " " + s).Flags)}\" ;;\n");
                w.Append("        esac\n      fi ;;\n");
            }
            else if (r.Flags.Count > 0) w.Append($"    {r.Name}) words=\"{string.Join(' ', r.Flags)}\" ;;\n");
        }
        w.Append("""
              esac
              case $cur in
                -*) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
                *)
                  case $words in
                    -*|'') COMPREPLY=($(compgen -f -X '!*.go' -- "$cur") $(compgen -d -- "$cur")) ;;
                    *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
                  esac ;;
              esac
            }
            complete -o filenames -F _goclr goclr

            """);
        return w.ToString();
    }

    private static string Zsh(List<Row> rows)
    {
        static string Quote(string s) => "'" + s.Replace("'", "'\\''").Replace(":", "\\:") + "'";
        var w = new StringBuilder("#compdef goclr\n# zsh completion for goclr\n_goclr() {\n  local -a verbs flags\n  verbs=(\n");
        foreach (var r in Top(rows)) w.Append($"    {Quote(r.Name)}':'{Quote(r.Summary)}\n");
        w.Append("  )\n  if (( CURRENT == 2 )); then\n    _describe verb verbs\n    return\n  fi\n  case $words[2] in\n");
        w.Append($"    help) compadd -- ${{verbs%%:*}} {Topic}; return ;;\n    completion) compadd bash zsh fish; return ;;\n");
        foreach (var r in Top(rows))
        {
            var subs = Subs(rows, r.Name).ToList();
            if (subs.Count > 0)
            {
                w.Append($"    {r.Name})\n      if (( CURRENT == 3 )); then compadd {string.Join(' ', subs)}; return; fi\n      case $words[3] in\n");
                foreach (string s in subs) w.Append($"        {s}) flags=({string.Join(' ', rows.First(x => x.Name == r.Name + " " + s).Flags)}) ;;\n");
                w.Append("      esac ;;\n");
            }
            else if (r.Flags.Count > 0) w.Append($"    {r.Name}) flags=({string.Join(' ', r.Flags)}) ;;\n");
        }
        w.Append("  esac\n  if [[ $PREFIX == -* ]]; then\n    compadd -- $flags\n  else\n    _files -g '*.go(-.)' -g '*(-/)'\n  fi\n}\ncompdef _goclr goclr\n");
        return w.ToString();
    }

    private static string Fish(List<Row> rows)
    {
        static string Quote(string s) => "'" + s.Replace("\\", "\\\\").Replace("'", "\\'") + "'";
        var w = new StringBuilder("# fish completion for goclr\n");
        foreach (var r in Top(rows)) w.Append($"complete -c goclr -f -n __fish_use_subcommand -a {r.Name} -d {Quote(r.Summary)}\n");
        w.Append($"complete -c goclr -f -n '__fish_seen_subcommand_from help' -a {Quote(string.Join(' ', Top(rows).Select(r => r.Name)) + " " + Topic)}\n");
        w.Append("complete -c goclr -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n");
        foreach (var r in rows)
        {
            string seen = string.Join("; and ", r.Name.Split(' ').Select(p => "__fish_seen_subcommand_from " + p));
            var subs = Subs(rows, r.Name).ToList();
            if (subs.Count > 0) w.Append($"complete -c goclr -f -n {Quote($"{seen}; and not __fish_seen_subcommand_from {string.Join(' ', subs)}")} -a {Quote(string.Join(' ', subs))}\n");
            foreach (string f in r.Flags) w.Append($"complete -c goclr -n {Quote(seen)} -o {f[1..]}\n");
        }
        return w.ToString();
    }
}
