// A lock between processes: an exclusively opened file. Waiting polls, since .NET has no blocking file lock.
using System;
using System.IO;
using System.Threading;

namespace GoClr.Build.Goroot;

public sealed class FileLock : IDisposable
{
    private readonly FileStream _file;
    private FileLock(FileStream file) => _file = file;

    public static FileLock Take(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (;;)
        {
            try { return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)); }
            catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(path)) { Thread.Sleep(50); }
        }
    }

    public void Dispose() => _file.Dispose();
}
