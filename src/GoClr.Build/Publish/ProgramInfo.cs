// Reads the build information back out of programs: ours (one file, or a folder's launcher) and gc's (section .go.buildinfo of an ELF file).
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using GoClr.Abi;
using GoClr.Build.Driver;

namespace GoClr.Build.Publish;

public sealed record ProgramInfo(string GoVersion, string Text)
{
    public const string NotGo = "not a Go executable", Unrecognized = "unrecognized file format";

    /// <param name="error">Why there is none.</param>
    public static ProgramInfo? Read(string file, out string error)
    {
        error = Unrecognized;
        using var f = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> head = stackalloc byte[4];
        if (f.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4 || !head.SequenceEqual("\u007fELF"u8)) return null;
        error = NotGo;
        if (Payload(f) is { } at) return FromData(f, at);
        string data = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "program.data");
        if (File.Exists(data) && File.Exists(Path.Combine(Path.GetDirectoryName(data)!, "GoClr.Runtime.runtimeconfig.json")))
        {
            using var d = File.OpenRead(data);
            return FromData(d, 0);
        }
        return FromElf(f);
    }

    private static long? Payload(FileStream f)
    {
        int size = Unsafe.SizeOf<PayloadTrailer>();
        if (f.Length < size) return null;
        f.Position = f.Length - size;
        byte[] t = new byte[size];
        f.ReadExactly(t);
        return BitConverter.ToUInt64(t, 16) == PayloadTrailer.MagicValue && BitConverter.ToInt64(t) is > 0 and var at && at < f.Length ? at : null;
    }

    private static ProgramInfo? FromData(FileStream f, long at)
    {
        const int BaseAt = 8, InfoAt = 176;
        byte[] header = new byte[192];
        f.Position = at;
        if (f.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || BitConverter.ToUInt64(header) != ImageHeader.MagicValue) return null;
        long address = BitConverter.ToInt64(header, InfoAt), length = BitConverter.ToInt64(header, InfoAt + 8);
        if (address == 0 || length is < 32 or > 1 << 24) return null;
        byte[] text = new byte[length];
        f.Position = at + address - BitConverter.ToInt64(header, BaseAt);
        if (f.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length) return null;
        return BuildInfo.Split(Encoding.UTF8.GetString(text)) is var (version, body) ? new ProgramInfo(version, body) : null;
    }

    // debug/buildinfo's format: 16 bytes of mark and flags, 16 unused, then two texts with their lengths as varints.
    private static ProgramInfo? FromElf(FileStream f)
    {
        try
        {
            byte[] h = new byte[64];
            f.Position = 0;
            f.ReadExactly(h);
            if (h[4] != 2 || h[5] != 1) return null;
            long table = BinaryPrimitives.ReadInt64LittleEndian(h.AsSpan(40));
            int size = BinaryPrimitives.ReadUInt16LittleEndian(h.AsSpan(58)), count = BinaryPrimitives.ReadUInt16LittleEndian(h.AsSpan(60)), names = BinaryPrimitives.ReadUInt16LittleEndian(h.AsSpan(62));
            if (size < 64 || names >= count) return null;
            byte[] sections = Part(f, table, (long)size * count);
            byte[] strings = Section(names);
            for (int i = 0; i < count; i++)
            {
                int name = BinaryPrimitives.ReadInt32LittleEndian(sections.AsSpan(size * i));
                if (name < 0 || !strings.AsSpan(Math.Min(name, strings.Length)).StartsWith(".go.buildinfo\0"u8)) continue;
                byte[] s = Section(i);
                if (s.Length < 34 || !s.AsSpan(1).StartsWith(" Go buildinf:"u8) || (s[15] & 2) == 0) return null;
                int at = 32;
                string version = Varint(s, ref at), info = Varint(s, ref at);
                return new ProgramInfo(version, info.Length >= 33 && info[^17] == '\n' ? info[16..^16] : "");
            }
            return null;

            byte[] Section(int i) => Part(f, BinaryPrimitives.ReadInt64LittleEndian(sections.AsSpan(size * i + 24)), BinaryPrimitives.ReadInt64LittleEndian(sections.AsSpan(size * i + 32)));
        }
        catch (EndOfStreamException) { return null; }
    }

    private static byte[] Part(FileStream f, long at, long size)
    {
        if (at < 0 || size is < 0 or > 1 << 26 || at + size > f.Length) throw new EndOfStreamException();
        byte[] b = new byte[size];
        f.Position = at;
        f.ReadExactly(b);
        return b;
    }

    private static string Varint(byte[] s, ref int at)
    {
        int n = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            if (at >= s.Length) throw new EndOfStreamException();
            byte b = s[at++];
            n |= (b & 127) << shift;
            if (b < 128) break;
        }
        if (n > s.Length - at) throw new EndOfStreamException();
        at += n;
        return Encoding.Latin1.GetString(s, at - n, n);
    }

    /// <summary>As debug/buildinfo's BuildInfo encodes.</summary>
    public JsonObject Json()
    {
        var o = new JsonObject();
        o.Add("GoVersion", GoVersion);
        JsonObject? last = null, main = null;
        string path = "";
        var deps = new List<object>();
        var settings = new List<object>();
        foreach (string line in Text.Split('\n'))
        {
            string[] f = line.Split('\t');
            switch (f[0])
            {
                case "path" when f.Length > 1: path = f[1]; break;
                case "mod" or "dep" or "=>" when f.Length > 2:
                    var m = new JsonObject();
                    m.Add("Path", f[1]);
                    m.Add("Version", f[2]);
                    if (f.Length > 3) m.Add("Sum", f[3]);
                    if (f[0] == "=>") last?.Add("Replace", m);
                    else if (f[0] == "mod") main = last = m;
                    else deps.Add(last = m);
                    break;
                case "build" when f.Length > 1 && f[1].IndexOf('=') is > 0 and var eq:
                    var s = new JsonObject();
                    s.Add("Key", f[1][..eq]);
                    string value = f[1][(eq + 1)..];
                    s.Add("Value", value.StartsWith('"') ? Syntax.Pragmas.Unquote(value) ?? value : value);
                    settings.Add(s);
                    break;
            }
        }
        o.Add("Path", path);
        o.Members.Add(("Main", main ?? new JsonObject()));
        o.Add("Deps", deps);
        o.Add("Settings", settings);
        return o;
    }
}
