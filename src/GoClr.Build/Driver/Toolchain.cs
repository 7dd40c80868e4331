// Where everything lies: the product's own files, GOROOT, the cache; and the key that stands for all of them.
using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using GoClr.Build.Goroot;

namespace GoClr.Build.Driver;

/// <summary>A message for the user; the command ends with <paramref name="status"/>. Never a bug of ours.</summary>
public sealed class BuildException(string message, int status = 1) : Exception(message)
{
    public int Status { get; } = status;
}

public sealed class Toolchain
{
    /// <summary>Folder of goclr.dll, GoClr.Runtime.dll and the like.</summary>
    public string BinDir { get; }
    public string RuntimeDll => Path.Combine(BinDir, "GoClr.Runtime.dll");
    /// <summary>Our Go files for packages welded to gc.</summary>
    public string OverlayDir { get; }
    public string CacheDir { get; }
    public string Goroot { get; }
    public string GoVersion { get; }
    /// <summary>Changes when the compiler, the runtime, an overlay file or GOROOT's version does.</summary>
    public string Key { get; }
    /// <summary>One line for the user while something takes long.</summary>
    public Action<string> Progress { get; }
    public PhaseClock Clock { get; } = new();

    public Toolchain(Action<string> progress)
    {
        Clock.Mark("start");
        Progress = progress;
        BinDir = AppContext.BaseDirectory;
        OverlayDir = FindOverlay(BinDir);
        CacheDir = FindCache();
        try
        {
            Goroot = GorootLocator.Find(CacheDir, progress);
        }
        catch (GorootException e)
        {
            throw new BuildException(e.Message);
        }
        GoVersion = GorootLocator.Version(Goroot);
        Key = FindKey();
        Clock.Mark("toolchain");
    }

    /// <summary>$GOCLRCACHE, else goclr in the user's cache folder.</summary>
    /// <exception cref="BuildException">There is no place that can be written.</exception>
    public static string FindCache()
    {
        string? dir = Environment.GetEnvironmentVariable("GOCLRCACHE");
        if (string.IsNullOrEmpty(dir))
        {
            string? baseDir = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(baseDir))
            {
                string? home = Environment.GetEnvironmentVariable("HOME");
                if (string.IsNullOrEmpty(home)) throw new BuildException("build cache is required, but could not be located: GOCLRCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined");
                baseDir = Path.Combine(home, ".cache");
            }
            dir = Path.Combine(baseDir, "goclr");
        }
        else if (!Path.IsPathRooted(dir))
        {
            throw new BuildException("build cache is required, but could not be located: GOCLRCACHE is not an absolute path");
        }
        try
        {
            Directory.CreateDirectory(dir);
            string probe = Path.Combine(dir, "." + Path.GetRandomFileName());
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildException($"failed to initialize build cache at {dir}: {Reason(e)}");
        }
        return dir;
    }

    /// <summary>The operating system's words for a failed file operation, as Go prints them.</summary>
    public static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "no such file or directory",
        IOException io when (io.HResult & 0xffff) == 28 => "no space left on device",
        IOException io when (io.HResult & 0xffff) == 30 => "read-only file system",
        _ => e.Message,
    };

    // In a checkout the overlay lies at its root; an installed product carries it beside the assemblies.
    private static string FindOverlay(string bin)
    {
        for (var d = new DirectoryInfo(bin); d != null; d = d.Parent)
        {
            string o = Path.Combine(d.FullName, "overlay");
            if (File.Exists(Path.Combine(o, "runtime", "REPLACE"))) return o;
        }
        throw new BuildException("goclr: the overlay folder is missing from the installation");
    }

    private static readonly string[] s_parts = ["GoClr.Abi.dll", "GoClr.Syntax.dll", "GoClr.Types.dll", "GoClr.Compiler.dll", "GoClr.Build.dll", "GoClr.Runtime.dll"];

    // Reading all that counts takes 15 ms, a quarter of a warm run's: files that look as they did have the key they had.
    private string FindKey()
    {
        var files = Directory.GetFiles(OverlayDir, "*", SearchOption.AllDirectories);
        Array.Sort(files, string.CompareOrdinal);
        var stamp = new StringBuilder($"{GoVersion}\n{Goroot}\n{GoClr.Compiler.Passes.PassOptions.Off}\n");
        void Add(string path)
        {
            var info = new FileInfo(path);
            stamp.Append(path).Append(' ').Append(info.Exists ? info.Length : -1).Append(' ').Append(info.LastWriteTimeUtc.Ticks).Append('\n');
        }
        foreach (string dll in s_parts) Add(Path.Combine(BinDir, dll));
        foreach (string f in files) Add(f);
        string note = Path.Combine(CacheDir, "keys", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stamp.ToString())))[..32]);
        try
        {
            if (File.Exists(note) && File.ReadAllText(note) is { Length: KeyLength } known && IsHex(known)) return known;
            string key = ComputeKey(files);
            Directory.CreateDirectory(Path.GetDirectoryName(note)!);
            string tmp = note + "." + Path.GetRandomFileName();
            File.WriteAllText(tmp, key);
            File.Move(tmp, note, overwrite: true);
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ComputeKey(files);       // a note that cannot be written costs time only
        }
    }

    private const int KeyLength = 24;

    // A loop: the framework's searches for sets would be jitted for it, in every run.
    private static bool IsHex(string s)
    {
        foreach (char c in s) { if (c is not (>= '0' and <= '9' or >= 'a' and <= 'f')) return false; }
        return true;
    }

    private string ComputeKey(string[] overlay)
    {
        using var h = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string s) => h.AppendData(Encoding.UTF8.GetBytes(s + "\n"));
        Add(GoVersion);
        Add(Goroot);
        Add(GoClr.Compiler.Passes.PassOptions.Off);
        foreach (string dll in s_parts)
        {
            string path = Path.Combine(BinDir, dll);
            Add($"{dll} {(File.Exists(path) ? Mvid(path) : "")}");
        }
        foreach (string f in overlay)
        {
            Add(f[OverlayDir.Length..]);
            h.AppendData(SHA256.HashData(File.ReadAllBytes(f)));
        }
        return Convert.ToHexStringLower(h.GetHashAndReset())[..KeyLength];
    }

    // The module's id is a hash of its IL; precompilation keeps it, so the published tool and the one in a build folder have the same key.
    private static string Mvid(string dll)
    {
        using var pe = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(dll));
        var md = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(pe);
        return md.GetGuid(md.GetModuleDefinition().Mvid).ToString("N");
    }
}
