// A package in the course of compilation.
//
//     LoadedPackage ─Parse→ files ─Check→ CheckedPackage ─Lower→ IR ─Suspend, Emit→ PackageObject
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using GoClr.Build.Export;
using GoClr.Build.Load;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Build.Driver;

public sealed class CompiledPackage(LoadedPackage source)
{
    public LoadedPackage Source { get; } = source;
    public Package? Types;
    public CheckedPackage? Checked;
    public PackageObject? Object;
    public readonly List<CompiledPackage> Imports = [];
    /// <summary>Syntax and type errors. With any, the package is not compiled.</summary>
    public readonly Diagnostics Diagnostics = new();
    /// <summary>Messages of code generation ("goclr: unsupported: …").</summary>
    public readonly List<string> Unsupported = [];
    /// <summary>An import has errors, so this package was not looked at.</summary>
    public bool Skipped;
    /// <summary>What went wrong inside the compiler (PackageGraph.KeepGoing).</summary>
    public System.Exception? Failure;
    /// <summary>What the cache had or has got of it.</summary>
    internal CachedPackage? Cached;
    /// <summary>Over the digests of all it imports, itself included: what importers' keys are made of. Null: not to be cached.</summary>
    internal string? DeepDigest;
    /// <summary>Key of its sources and those of all it imports of the program.</summary>
    internal string? SourceKey;
    /// <summary>Its sources led to a cached package before: they are not even parsed.</summary>
    internal bool Clean;
    internal readonly Lock CheckLock = new();
    internal readonly TaskCompletionSource CheckDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    internal readonly TaskCompletionSource CompileDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public bool HasErrors => Diagnostics.HasErrors || Unsupported.Count > 0;
}
