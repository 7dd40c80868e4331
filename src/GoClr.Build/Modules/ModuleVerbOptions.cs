// What all verbs for modules share.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

public sealed class ModuleVerbOptions
{
    public required string Goroot;
    public string Mod = "";
    public bool ModCacheWritable;
    public string Dir = Directory.GetCurrentDirectory();

    /// <param name="change">go.mod and go.sum may be written.</param>
    internal ModuleSet Open(bool change, bool ignoreWork = false, bool noMain = false) =>
        new(new LoadConfig { Goroot = Goroot, WorkDir = noMain ? "/" : Dir, Mod = change && Mod == "vendor" ? "" : Mod, MayChangeModules = change, IgnoreWork = ignoreWork || noMain, ModCacheWritable = ModCacheWritable, Parse = false },
            GorootVersion);

    public string GorootVersion => Build.Goroot.GorootLocator.Version(Goroot)[2..].Split(' ')[0];

    internal void NeedMain(ModuleSet set)
    {
        if (set.Main == null) throw new BuildException("go: " + ModuleSet.NoGoMod);
    }

    /// <summary>Replaces a file whole.</summary>
    internal void Write(string file, string text)
    {
        string tmp = file + "." + Path.GetRandomFileName();
        try
        {
            File.WriteAllText(tmp, text);
            File.Move(tmp, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildException($"go: updating {Path.GetFileName(file)}: open {file}: {Toolchain.Reason(e)}");
        }
    }
}
