// The outlines of all packages in the standard library's image, in one file beside it: a directory, then the outlines, each read when it is asked for.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Text;
using GoClr.Compiler.Objects;
using Microsoft.Win32.SafeHandles;

namespace GoClr.Build.Export;

public sealed class StdOutlines : IDisposable
{
    private const uint Magic = 0x44584c47; // "GLXD"
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, (long At, int Length)> _where = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Outline> _read = new(StringComparer.Ordinal);

    private StdOutlines(SafeFileHandle file) => _file = file;

    public IReadOnlySet<string> Paths { get; private set; } = new HashSet<string>();

    public static StdOutlines Open(string path)
    {
        var file = File.OpenHandle(path);
        var head = new byte[8];
        RandomAccess.Read(file, head, 0);
        if (BitConverter.ToUInt32(head) != Magic) throw new InvalidDataException("not the outlines of a goclr image");
        var directory = new byte[BitConverter.ToInt32(head, 4)];
        RandomAccess.Read(file, directory, 8);
        var o = new StdOutlines(file);
        var r = new ByteReader(directory);
        long at = 8 + directory.Length;
        for (int n = r.Int(); n > 0; n--)
        {
            string p = r.Str();
            int length = r.Int();
            o._where[p] = (at, length);
            at += length;
        }
        o.Paths = new HashSet<string>(o._where.Keys, StringComparer.Ordinal);
        return o;
    }

    public Outline? Find(string path)
    {
        if (_read.TryGetValue(path, out var o)) return o;
        if (!_where.TryGetValue(path, out var w)) return null;
        var bytes = new byte[w.Length];
        for (int n = 0; n < bytes.Length;)
        {
            int k = RandomAccess.Read(_file, bytes.AsSpan(n), w.At + n);
            if (k == 0) throw new InvalidDataException("the outlines of the standard library end early");
            n += k;
        }
        return _read.GetOrAdd(path, Outline.Read(bytes));
    }

    public static void Write(string path, IEnumerable<Outline> outlines)
    {
        var blobs = new List<byte[]>();
        var w = new ByteWriter();
        var names = new List<string>();
        foreach (var o in outlines)
        {
            names.Add(o.Path);
            blobs.Add(o.Write());
        }
        w.Int(names.Count);
        for (int i = 0; i < names.Count; i++)
        {
            w.Str(names[i]);
            w.Int(blobs[i].Length);
        }
        var directory = w.ToArray();
        using var f = File.Create(path);
        f.Write(BitConverter.GetBytes(Magic));
        f.Write(BitConverter.GetBytes(directory.Length));
        f.Write(directory);
        foreach (var b in blobs) f.Write(b);
    }

    public void Dispose() => _file.Dispose();
}
