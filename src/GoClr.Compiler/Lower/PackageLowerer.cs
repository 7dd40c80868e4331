// Lowers one checked package: functions to IR, everything else to data symbols.
//
// What a package needs beyond its own declarations (instances of generics, wrappers, adapters, equality functions, descriptors) is asked for
// by symbol name through Need, made once, and marked DupOk: every package that needs it makes it, the linker keeps one.
// One thread lowers a package; CheckedPackages of imports are only read.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Escape;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>What lowering needs to know beyond the package.</summary>
public sealed class LowerConfig
{
    /// <summary>Go symbols that have a C# native, with the class of its calls.</summary>
    public required Dictionary<string, CallClass> Natives;
    /// <summary>The checked source of an imported package, for bodies of its generic functions; null: not at hand.</summary>
    public required Func<Package, CheckedPackage?> Checked;
    /// <summary>Receives internal errors instead of the caller, and lowering goes on with the next function: for work on the compiler.</summary>
    public Action<InternalCompilerError>? OnInternalError;
    /// <summary>Package path as recorded in the object; "main" for the program itself.</summary>
    public string? Path;
    /// <summary>Escape analysis of all packages of the build; null: everything whose address is taken goes to the heap.</summary>
    public EscapePackages? Escape;
    /// <summary>Files for //go:embed; null: none.</summary>
    public EmbedConfig? Embed;
    /// <summary>Initial values of string variables by symbol (-ldflags -X), in place of those in the source.</summary>
    public Dictionary<string, string>? XStrings;
}

/// <summary>The package between lowering and code generation: Object has data, aliases and symbols, Funcs go through Emit.</summary>
public sealed class LoweredPackage
{
    public readonly PackageObject Object = new();
    public readonly List<Function> Funcs = [];
}

public sealed partial class PackageLowerer
{
    public readonly LowerConfig Config;
    public readonly CheckedPackage Info;
    public readonly LoweredPackage Result = new();
    public readonly Layouts Layouts = new();
    public readonly LinkNames Names = new();
    public readonly MethodSets MethodSets;
    public readonly DataBuilder Data;

    private readonly HashSet<string> _needed = [];
    private readonly Queue<(Pos Pos, Action Make)> _work = new();
    private readonly Dictionary<string, Named> _localTypes = [];

    public PackageObject Object => Result.Object;
    public SymbolTable Symbols => Result.Object.Symbols;
    public Package Pkg => Info.Pkg;

    public static LoweredPackage LowerPackage(LowerConfig config, CheckedPackage pkg)
    {
        var p = new PackageLowerer(config, pkg);
        p.Run();
        return p.Result;
    }

    private PackageLowerer(LowerConfig config, CheckedPackage info)
    {
        Config = config;
        Info = info;
        Object.Path = config.Path ?? (info.Pkg.IsProgram ? "main" : info.Pkg.Path);
        Object.Name = info.Pkg.Name;
        MethodSets = new MethodSets(Names);
        Data = new DataBuilder(Object);
        foreach (var imp in info.Pkg.Imports) { if (imp.Path != "unsafe") Object.Imports.Add(imp.Path); }
        InitParts();
    }

    /// <summary>Sets up what the other parts of this class hold.</summary>
    partial void InitParts();
    /// <summary>Package variables, their initialisation, declared types' descriptors (PackageLowerer.Init.cs).</summary>
    partial void LowerDeclarations();
    /// <summary>Makes pending descriptors; may ask for more functions.</summary>
    partial void DrainData(ref bool progress);

    private void Run()
    {
        LowerFunctions();
        LowerDeclarations();
        while (true)
        {
            bool progress = false;
            while (_work.TryDequeue(out var item))
            {
                progress = true;
                Guard(item.Pos, item.Make);
            }
            DrainData(ref progress);
            if (!progress && _work.Count == 0) break;
        }
    }

    /// <summary>Runs one piece of work; an unsupported construct becomes a message, anything unforeseen an internal error with a place.</summary>
    public void Guard(Pos pos, Action work)
    {
        try
        {
            work();
        }
        catch (UnsupportedException e)
        {
            Object.Errors.Add(e.Message);
        }
        catch (InternalCompilerError e)
        {
            Fail(e.Pos.IsKnown ? e : new InternalCompilerError(pos, e.Phase, e.Text, e), e);
        }
        catch (Exception e)
        {
            Fail(new InternalCompilerError(pos, "lower", e.GetType().Name + ": " + e.Message + e.StackTrace, e), e);
        }
    }

    private void Fail(InternalCompilerError e, Exception cause)
    {
        if (Config.OnInternalError is not { } report)
        {
            if (ReferenceEquals(e, cause)) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
            throw e;
        }
        report(e);
    }

    /// <summary>Symbol id of name; make runs once, later, to define it.</summary>
    public int Need(string name, Action make, Pos pos = default)
    {
        if (_needed.Add(name)) _work.Enqueue((pos, make));
        return Symbols.Id(name);
    }

    public int Sym(string name) => Symbols.Id(name);

    public IPlacement PlacementOf(CheckedPackage info, BodyAnalysis body) => Config.Escape?.Of(info.Pkg) is { } e ? new EscapePlacement(body, e) : body;

    public CheckedPackage InfoOf(Package pkg, Pos pos)
    {
        if (ReferenceEquals(pkg, Pkg)) return Info;
        return Config.Checked(pkg) ?? throw new InternalCompilerError(pos, "lower", $"no checked source of package {pkg.Path}");
    }

    /// <summary>The class of calls of a symbol, as far as known here.</summary>
    public CallClass ClassOf(string symbol) => Config.Natives.TryGetValue(symbol, out var c) ? c : CallClass.Suspends;

    /// <summary>The type that a local type of a generic function is in the instance env.</summary>
    public Named LocalType(Named t, TypeEnv env)
    {
        string key = Names.Link(t) + "@" + (t.Obj.Pos.ToString()) + "@" + env.Key;
        if (_localTypes.TryGetValue(key, out var c)) return c;
        if (!IsInGeneric(t)) return _localTypes[key] = t;
        c = Instances.CloneLocal(t, env.Subst);
        Names.LocalInstances[c] = (env.Key, t.Obj.LocalIndex);
        return _localTypes[key] = c;
    }

    /// <summary>Declared inside a function that has type parameters in scope.</summary>
    private static bool IsInGeneric(Named t)
    {
        for (var s = t.Obj.Parent; s != null; s = s.Parent)
        {
            foreach (var o in s.Elems.Values) { if (o is TypeName { Type: TypeParam }) return true; }
        }
        return false;
    }
}
