// Compiled packages by content: what a package compiles to depends on its source, the flags, the compiler and what it can see of its imports.
//
//     cache/obj/<2 digits>/<key>-o      an entry: check sum, export digest, outline, object
//     cache/obj/<2 digits>/<key>-s      by the sources of the package and all it imports: the key of the entry they last led to
//
// O1  A file is written under another name and moved into place, so readers and other writers see all of it or nothing; two writers write the same.
// O2  An entry whose check sum is wrong is no entry: it is made again.
// O3  The key of an entry has the digests of the imports' exports, not their sources: an edit that importers cannot notice leaves them as they are.
using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Export;

/// <param name="Digest">Of what importers can notice.</param>
public sealed record CachedPackage(byte[] Digest, Outline Outline, PackageObject Object);

public sealed class ObjectCache(string dir, string baseKey)
{
    private const uint Magic = 0x504f4c47; // "GLOP"

    /// <summary>False: entries are written but not read (-a).</summary>
    public bool Read = true;

    public string Key(params ReadOnlySpan<string> parts)
    {
        using var h = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        h.AppendData(Encoding.UTF8.GetBytes(baseKey));
        foreach (string p in parts) h.AppendData(Encoding.UTF8.GetBytes($"{p.Length}:{p}"));
        return Convert.ToHexStringLower(h.GetHashAndReset())[..40];
    }

    private string FileOf(string key, char kind) => Path.Combine(dir, key[..2], key + "-" + kind);

    /// <summary>The entry that these sources led to.</summary>
    public CachedPackage? BySources(string sourceKey)
    {
        if (!Read) return null;
        string? key = TryRead(FileOf(sourceKey, 's')) is { Length: 40 } b ? Encoding.ASCII.GetString(b) : null;
        return key != null && Array.TrueForAll(key.ToCharArray(), char.IsAsciiHexDigitLower) ? Find(key) : null;
    }

    public CachedPackage? Find(string key)
    {
        if (!Read) return null;
        string file = FileOf(key, 'o');
        if (TryRead(file) is not { Length: > 40 } b || BitConverter.ToUInt32(b) != Magic || BitConverter.ToInt32(b, 4) != b.Length) return null;
        if (!SHA256.HashData(b.AsSpan(40)).AsSpan().SequenceEqual(b.AsSpan(8, 32))) return null;
        Touch(file);
        var r = new ByteReader(b[40..]);
        return new CachedPackage(r.Bytes(), Outline.Read(r.Bytes()), ObjectFile.Read(r.Bytes()));
    }

    public void Store(string key, CachedPackage p)
    {
        var w = new ByteWriter();
        w.Bytes(p.Digest);
        w.Bytes(p.Outline.Write());
        w.Bytes(ObjectFile.Write(p.Object));
        var rest = w.ToArray();
        var b = new byte[40 + rest.Length];
        BitConverter.TryWriteBytes(b, Magic);
        BitConverter.TryWriteBytes(b.AsSpan(4), b.Length);
        SHA256.HashData(rest, b.AsSpan(8, 32));
        rest.CopyTo(b, 40);
        Write(FileOf(key, 'o'), b);
    }

    /// <summary>Notes that sources led to an entry.</summary>
    public void Link(string sourceKey, string key) => Write(FileOf(sourceKey, 's'), Encoding.ASCII.GetBytes(key));

    private static byte[]? TryRead(string file)
    {
        try { return File.Exists(file) ? File.ReadAllBytes(file) : null; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }

    // A program can be linked without its entries: a cache that cannot be written to only costs time here. (Where the program itself goes is reported.)
    private static void Write(string file, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string tmp = file + "." + Path.GetRandomFileName();
            try
            {
                File.WriteAllBytes(tmp, content);
                File.Move(tmp, file, overwrite: true);
            }
            finally { if (File.Exists(tmp)) File.Delete(tmp); }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

    private static void Touch(string file)
    {
        try { if (File.GetLastWriteTimeUtc(file) < DateTime.UtcNow.AddDays(-1)) File.SetLastWriteTimeUtc(file, DateTime.UtcNow); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* it may be gone by now */ }
    }

    /// <summary>Deletes what has not been used for a week.</summary>
    public static void DropOld(string dir)
    {
        if (!Directory.Exists(dir)) return;
        var limit = DateTime.UtcNow.AddDays(-7);
        foreach (string f in Directory.EnumerateFiles(dir, "*", SearchOption.AllDirectories))
        {
            try { if (File.GetLastWriteTimeUtc(f) < limit) File.Delete(f); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* another process is at it */ }
        }
    }
}
