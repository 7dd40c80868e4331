// One package, ready to be parsed and compiled.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using GoClr.Syntax;
using File = GoClr.Syntax.File;

namespace GoClr.Build.Load;

public sealed class EmbedFile(string name, string path)
{
    /// <summary>Relative to the package's folder, with slashes: the name the program sees.</summary>
    public string Name { get; } = name;
    public string Path { get; } = path;
    private byte[]? _content;
    public byte[] Content => _content ??= System.IO.File.ReadAllBytes(Path);
}

public sealed class LoadedPackage
{
    public required string ImportPath { get; init; }
    /// <summary>"" if the package is prebuilt.</summary>
    public required string Name { get; init; }
    /// <summary>Named in LoadConfig.Prebuilt: it has neither sources nor imports here.</summary>
    public bool IsPrebuilt { get; init; }
    public required string Dir { get; init; }
    public Module? Module { get; init; }
    public bool IsStd { get; init; }
    /// <summary>Named on the command line as a list of files.</summary>
    public bool IsCommandLineFiles { get; init; }
    /// <summary>Named by the command, not only imported.</summary>
    public bool IsRoot { get; internal set; }
    /// <summary>A program: its symbols belong to package "main", and it has no importers.</summary>
    public bool IsMain => Name == "main" && !AsLibrary;
    /// <summary>A package main compiled for its tests: they import it under its path.</summary>
    public bool AsLibrary { get; init; }
    /// <summary>Functions without body are defined somewhere else: no error.</summary>
    public bool BodiesElsewhere { get; init; }
    /// <summary>Language version with "go": "go1.27".</summary>
    public required string GoVersion { get; init; }
    public required IReadOnlyList<SourceFile> Sources { get; init; }
    /// <summary>Assembly files that a Go tool chain would assemble; we cannot.</summary>
    public IReadOnlyList<string> AsmFiles { get; init; } = [];
    /// <summary>The imported packages without unsafe, sorted by import path.</summary>
    public IReadOnlyList<LoadedPackage> Imports { get; internal set; } = [];
    /// <summary>From an import path as written in the source to the package (vendoring makes them differ). Without unsafe.</summary>
    public IReadOnlyDictionary<string, LoadedPackage> ImportMap { get; internal set; } = new Dictionary<string, LoadedPackage>();
    /// <summary>From a //go:embed pattern to its files, sorted.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<EmbedFile>> Embeds { get; internal set; } = new Dictionary<string, IReadOnlyList<EmbedFile>>();
    public IReadOnlyList<EmbedFile> EmbedFiles => [.. Embeds.Values.SelectMany(f => f).DistinctBy(f => f.Name).OrderBy(f => f.Name, StringComparer.Ordinal)];
    /// <summary>In a test program: the import path of the package under test, if this package was compiled for it.</summary>
    public string? ForTest { get; init; }

    internal HashSet<string>? OverlaySources;       // paths of the files that replace declarations of the others

    /// <summary>The same package, compiled for a test: its imports are others.</summary>
    internal LoadedPackage CloneForTest(string forTest) => new()
    {
        ImportPath = ImportPath, Name = Name, Dir = Dir, Module = Module, IsStd = IsStd, IsCommandLineFiles = IsCommandLineFiles, GoVersion = GoVersion,
        Sources = [.. Sources.Select(s => new SourceFile(s.Path, s.DisplayName, s.Text) { RecordedPath = s.RecordedPath })], AsmFiles = AsmFiles, Embeds = Embeds, ForTest = forTest, OverlaySources = OverlaySources,
    };

    // ---------------------------------------------------------------- parsing

    private readonly Lock _lock = new();
    private List<File>? _files;
    public NodeNumbering Numbering { get; } = new();
    private readonly Diagnostics _diagnostics = new();

    /// <summary>The files' trees; parsed on the first call, by whatever thread. Files without a valid package clause are left out.</summary>
    public IReadOnlyList<File> Files
    {
        get
        {
            if (_files != null) return _files;
            lock (_lock)
            {
                if (_files != null) return _files;
                var files = new List<File>();
                foreach (var s in Sources)
                {
                    var f = Parser.Parse(s, Numbering, _diagnostics, new ParseOptions(Std: IsStd));
                    if (f == null) break;           // gc stops there too
                    files.Add(f);
                }
                if (OverlaySources is { Count: > 0 }) Overlay.Apply(files, OverlaySources, Numbering);
                return _files = files;
            }
        }
    }

    /// <summary>What scanner and parser reported; complete once Files has been asked for.</summary>
    public Diagnostics ParseDiagnostics
    {
        get
        {
            _ = Files;
            return _diagnostics;
        }
    }

    private byte[]? _hash;

    /// <summary>SHA-256 over names and contents of all source and embedded files: what a cache may be keyed by, besides imports and compiler.</summary>
    public ReadOnlySpan<byte> ContentHash
    {
        get
        {
            if (_hash != null) return _hash;
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            void Add(string name, ReadOnlySpan<byte> data)
            {
                sha.AppendData(Encoding.UTF8.GetBytes($"{name}\0{data.Length}\0"));
                sha.AppendData(data);
            }
            Add(ImportPath, Encoding.UTF8.GetBytes($"{Name} {GoVersion} {ForTest} {IsStd}"));
            foreach (var s in Sources) Add(s.RecordedPath, s.Text);
            foreach (var (pattern, files) in Embeds.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                Add(pattern, []);
                foreach (var f in files) Add(f.Name, f.Content);
            }
            return _hash = sha.GetHashAndReset();
        }
    }

    public override string ToString() => ForTest == null ? ImportPath : $"{ImportPath} [{ForTest}.test]";
}
