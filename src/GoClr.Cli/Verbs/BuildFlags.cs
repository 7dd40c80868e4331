// The flags of all verbs that compile. Those that ask for something we do not have are known, so that they are refused by name and not as unknown.
using System;
using System.Collections.Generic;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class BuildFlags
{
    public readonly BoolFlag All, DryRun, Print, Race, Msan, Asan, TrimPath, ModCacheRw, Work, LinkShared;
    public readonly BoolFlag? Verbose, Json;
    public readonly IntFlag Parallel;
    public readonly StringFlag BuildMode, Mod, ModFile, Overlay, InstallSuffix, Pgo, PkgDir, ToolExec;
    private readonly List<string> _tags = [], _gcflags = [], _ldflags = [];
    private string _vcs = "auto";

    public BuildFlags(FlagSet f, bool verbose = true, bool json = false)
    {
        DryRun = f.Bool("n");
        Print = f.Bool("x");
        All = f.Bool("a");
        Parallel = f.Int("p", Environment.ProcessorCount);
        if (verbose) Verbose = f.Bool("v");
        if (json) Json = f.Bool("json");
        f.Func("C", _ => "-C flag must be first flag on command line");
        Asan = f.Bool("asan");
        Msan = f.Bool("msan");
        Race = f.Bool("race");
        f.String("asmflags");
        f.String("gccgoflags");
        f.Func("compiler", v => v == "gc" ? null : v == "gccgo" ? "goclr: unsupported: gccgo" : $"unknown compiler {GoQuote.Quote(v)}");
        BuildMode = f.String("buildmode", "default");
        f.Func("buildvcs", SetVcs, isBool: true);
        f.Func("gcflags", v => { _gcflags.Add(v); return null; });
        f.Func("ldflags", v => { _ldflags.Add(v); return null; });
        Mod = f.String("mod");
        ModCacheRw = f.Bool("modcacherw");
        ModFile = f.String("modfile");
        Overlay = f.String("overlay");
        InstallSuffix = f.String("installsuffix");
        LinkShared = f.Bool("linkshared");
        Pgo = f.String("pgo", "auto");
        PkgDir = f.String("pkgdir");
        f.Func("tags", SetTags);
        ToolExec = f.String("toolexec");
        TrimPath = f.Bool("trimpath");
        Work = f.Bool("work");
    }

    // Commas; blanks as before Go 1.13.
    private string? SetTags(string value)
    {
        _tags.Clear();
        if (value.Contains(' ') || value.Contains('\''))
        {
            _tags.AddRange(GoEnv.Split(value, out string? error));
            return error;
        }
        _tags.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries));
        return null;
    }

    private string? SetVcs(string value)
    {
        if (value is not ("" or "auto" or "true" or "false" or "1" or "0")) return "value is neither 'auto' nor a valid bool";
        _vcs = value is "1" ? "true" : value is "0" ? "false" : value;
        return null;
    }

    /// <exception cref="BuildException">A flag asks for what goclr does not have.</exception>
    public BuildOptions Options()
    {
        void Refuse(bool asked, string what) { if (asked) throw new BuildException("goclr: unsupported: " + what, 2); }
        Refuse(Race, "-race (there is no race detector)");
        Refuse(Msan, "-msan");
        Refuse(Asan, "-asan");
        Refuse(LinkShared, "-linkshared");
        Refuse(Overlay.Value != "", "-overlay");
        Refuse(ToolExec.Value != "", "-toolexec");
        Refuse(ModFile.Value != "", "-modfile");
        if (Mod.Value is not ("" or "readonly" or "vendor" or "mod")) throw new UsageException($"invalid value {GoQuote.Quote(Mod.Value)} for flag -mod: goclr: must be readonly, vendor or mod");
        var options = new BuildOptions
        {
            Tags = [.. _tags], GcFlags = string.Join(' ', _gcflags), LdFlags = string.Join(' ', _ldflags), Mod = Mod.Value, Verbose = Verbose is { Value: true }, TrimPath = TrimPath,
            All = All, DryRun = DryRun, Print = Print || DryRun, BuildMode = BuildMode.Value, BuildVcs = _vcs, ModCacheWritable = ModCacheRw,
        };
        if (options.LdFlagsError is { } wrong) throw new BuildException(wrong, 2);
        return options;
    }

    /// <summary>The part of a verb's help that lists these flags.</summary>
    public const string Help = """
        The build flags are:

        	-C dir               change to dir before anything else; must be the first flag
        	-a                   compile everything anew
        	-n                   print the steps but do not take them
        	-p n                 accepted; goclr uses all processors
        	-v                   print the names of packages as they are compiled
        	-x                   print the steps
        	-buildmode mode      see 'goclr help buildmode'
        	-buildvcs            whether to record the state of the repository (true, false, auto)
        	-gcflags '-e -m -l'  -e: report all errors; -m: print what escape analysis decided; -l: inline nothing
        	-ldflags '-X p.v=s'  set string variable v of package p; -s and -w are accepted
        	-mod mode            readonly, vendor or mod
        	-modcacherw          leave folders of the module cache writable
        	-pgo file            accepted; profiles are not used
        	-tags tag,list       additional build tags
        	-trimpath            record no absolute paths

        -race, -msan, -asan, -linkshared, -overlay, -modfile and -toolexec are refused.
        """;
}
