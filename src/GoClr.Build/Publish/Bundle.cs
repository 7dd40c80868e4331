// A single-file program: .NET's application host with the files of the application appended, in the host's own bundle format, then the data image.
//
//     host │ assemblies … │ runtimeconfig.json │ manifest │ data image │ trailer
//
// The host finds the manifest through an offset patched into it, the runtime finds the data image through the trailer at the end of the file
// (GoClr.Abi.PayloadTrailer), and maps it from there.
using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using GoClr.Abi;
using GoClr.Build.Driver;

namespace GoClr.Build.Publish;

internal static class Bundle
{
    // Marks in the host: one behind 8 bytes for the manifest's offset; and SHA-256 of "foobar" in hexadecimal, in 1 KB for the application's name.
    private static readonly byte[] s_signature = Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae");
    private static readonly byte[] s_nameMark = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData("foobar"u8)));
    private const int Align = 4096;
    private enum FileKind : byte { Assembly = 1, RuntimeConfig = 4 }

    /// <summary>The host with the name of the application in it.</summary>
    public static byte[] Host(string template, string application)
    {
        byte[] host = File.ReadAllBytes(template);
        int at = host.AsSpan().IndexOf(s_nameMark);
        if (at < 0) throw new BuildException($"goclr: {template} is not an application host");
        host.AsSpan(at, s_nameMark.Length).Clear();
        Encoding.UTF8.GetBytes(application, host.AsSpan(at));
        return host;
    }

    /// <param name="data">The data image.</param>
    public static void Write(string path, byte[] host, string runtimeConfig, IReadOnlyList<string> assemblies, string data)
    {
        int offsetAt = host.AsSpan().IndexOf(s_signature) - 8;
        if (offsetAt < 0) throw new BuildException("goclr: the application host of this .NET SDK cannot hold a bundle");
        using var f = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        f.Write(host);
        var files = new List<(long Offset, long Size, FileKind Kind, string Name)>();
        using var id = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(byte[] content, FileKind kind, string name)
        {
            f.Write(new byte[(Align - f.Position % Align) % Align]);
            files.Add((f.Position, content.Length, kind, name));
            id.AppendData(content);
            f.Write(content);
        }
        foreach (string a in assemblies) Add(File.ReadAllBytes(a), FileKind.Assembly, Path.GetFileName(a));
        Add(Encoding.UTF8.GetBytes(runtimeConfig), FileKind.RuntimeConfig, "GoClr.Runtime.runtimeconfig.json");

        long manifest = f.Position;
        using (var w = new BinaryWriter(f, Encoding.UTF8, leaveOpen: true))
        {
            w.Write(6u);
            w.Write(0u);
            w.Write(files.Count);
            w.Write(Convert.ToBase64String(id.GetHashAndReset())[..12].Replace('/', '_').Replace('+', '-'));
            w.Write(0L);
            w.Write(0L);
            w.Write(files[^1].Offset);
            w.Write(files[^1].Size);
            w.Write(0UL);
            foreach (var (offset, size, kind, name) in files)
            {
                w.Write(offset);
                w.Write(size);
                w.Write(0L);                // not compressed
                w.Write((byte)kind);
                w.Write(name);
            }
        }
        AppendData(f, data);
        f.Position = offsetAt;
        f.Write(BitConverter.GetBytes(manifest));
        MakeExecutable(path);
    }

    /// <summary>Appends a data image, where it can be mapped, and the trailer that says where.</summary>
    public static void AppendData(FileStream f, string data)
    {
        f.Seek(0, SeekOrigin.End);
        f.Write(new byte[(Align - f.Position % Align) % Align]);
        long at = f.Position;
        using (var d = File.OpenRead(data)) d.CopyTo(f);
        long size = f.Position - at;
        f.Write(BitConverter.GetBytes(at));
        f.Write(BitConverter.GetBytes(size));
        f.Write(BitConverter.GetBytes(PayloadTrailer.MagicValue));
    }

    public static void MakeExecutable(string path)
    {
        // As go does: readable and executable for whom the umask lets.
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, All);
    }
}
