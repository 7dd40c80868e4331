// A verb, or a group of verbs such as `mod`.
using System.Collections.Generic;
using System.Linq;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

/// <param name="usage">What follows "usage: ", beginning with "goclr NAME".</param>
/// <param name="summary">A few words for the list of commands.</param>
/// <param name="help">What `goclr help NAME` prints below the usage line.</param>
internal abstract class Verb(string name, string usage, string summary, string help)
{
    /// <summary>With the names of the groups it belongs to: "mod tidy".</summary>
    public string Name { get; } = name;
    public string ShortName => Name[(Name.LastIndexOf(' ') + 1)..];
    public string Usage { get; } = usage;
    public string Summary { get; } = summary;
    public string Help { get; } = help;
    public FlagSet Flags { get; } = new();
    /// <summary>The verb reads its flags itself, out of the arguments that Run gets.</summary>
    public virtual bool CustomFlags => false;
    /// <summary>The verbs of a group; empty for a verb.</summary>
    public virtual IReadOnlyList<Verb> Commands => [];
    public Verb? Lookup(string name) => Commands.FirstOrDefault(v => v.ShortName == name);
    /// <summary>The exit status.</summary>
    public abstract int Run(string[] args);
}

internal sealed class VerbGroup(string name, string summary, string help, IReadOnlyList<Verb> commands) : Verb(name, $"goclr {name}", summary, help)
{
    public override IReadOnlyList<Verb> Commands => commands;
    public override int Run(string[] args) => throw new System.InvalidOperationException("a group is not run");
}
