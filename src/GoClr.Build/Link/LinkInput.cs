// What is linked, and what came of it.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

public sealed class LinkInput
{
    /// <summary>In the order in which packages are initialised.</summary>
    public List<PackageObject> Objects = [];
    /// <summary>Images already linked that this one refers to (std).</summary>
    public List<ImageSymbols> Bases = [];
    public required NativeTable Natives;
    public required string AssemblyName;
    public required string AssemblyPath, DataPath, SymbolsPath;
    /// <summary>0: behind the base images, or 0x10000000 without any.</summary>
    public ulong BaseAddress;
    /// <summary>Symbol of the main function; null for a library image such as std.</summary>
    public string? Main;
    /// <summary>Drop what roots do not reach.</summary>
    public bool RemoveDead = true;
    /// <summary>Calls of undefined functions become fatal errors at run time; undefined data becomes zero bytes. Both are listed in Warnings.</summary>
    public bool StubUndefined;
    /// <summary>Further symbols to keep.</summary>
    public List<string> Roots = [];
    /// <summary>Values of string variables by symbol, in this image or a base image; those that do not exist are ignored.</summary>
    public Dictionary<string, string> Strings = [];
    /// <summary>Text for runtime.modinfo.</summary>
    public string BuildInfo = "";
}

public sealed class LinkResult
{
    public readonly List<string> Errors = [], Warnings = [];
    public int Funcs, DataSymbols, IlBytes, DataBytes;
    public Guid Mvid;
    public bool Ok => Errors.Count == 0;
}
