// Which go.mod and go.work are in force in a folder.
using System;
using System.IO;
using GoClr.Build.Driver;

namespace GoClr.Build.Load;

public static class ModuleFiles
{
    /// <summary>The file of that name in dir or the nearest folder above it, or null.</summary>
    public static string? Find(string dir, string name)
    {
        for (string? d = Path.GetFullPath(dir); d != null; d = Path.GetDirectoryName(d))
        {
            string file = Path.Combine(d, name);
            if (File.Exists(file)) return file;
        }
        return null;
    }

    /// <summary>The go.work in force: $GOWORK, else the nearest one; null: none, or it is switched off.</summary>
    public static string? Work(string dir)
    {
        string work = GoEnv.Get("GOWORK");
        if (work == "off") return null;
        return work is "" or "auto" ? Find(dir, "go.work") : work;
    }
}
