// vendor/modules.txt: which module each vendored package is from, and whether the file still fits go.mod.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace GoClr.Build.Load;

internal sealed partial class ModuleSet
{
    private sealed class VendorMeta
    {
        public bool Explicit;
        public string GoVersion = "";
        public ModuleVersion? Replacement;
    }

    private readonly Dictionary<string, ModuleVersion> _vendored = new(StringComparer.Ordinal);     // import path → module
    private readonly Dictionary<ModuleVersion, VendorMeta> _vendorMeta = [];
    private readonly List<ModuleVersion> _vendorOrder = [], _vendorReplaced = [];
    private readonly Dictionary<ModuleVersion, Module> _vendorModules = [];

    private VendorMeta Meta(ModuleVersion m) => _vendorMeta.TryGetValue(m, out var v) ? v : _vendorMeta[m] = new VendorMeta();

    private void ReadModulesTxt()
    {
        string file = Path.Combine(VendorDir!, "modules.txt");
        if (!File.Exists(file)) return;
        ModuleVersion? mod = null;
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                string[] w = line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (w.Length == 0) continue;
                int arrow = Array.IndexOf(w, "=>");
                mod = w.Length >= 2 && arrow != 1 ? new ModuleVersion(w[0], w[1]) : new ModuleVersion(w[0], "");
                if (arrow > 0 && w.Length > arrow + 1) Meta(mod).Replacement = new ModuleVersion(w[arrow + 1], w.Length > arrow + 2 ? w[arrow + 2] : "");
                if (mod.Version == "")
                {
                    // A replacement of all versions; no packages follow.
                    if (arrow > 0) _vendorReplaced.Add(mod);
                    continue;
                }
                Meta(mod);
                _vendorOrder.Add(mod);
                if (arrow > 0) _vendorReplaced.Add(mod);
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                if (mod == null) continue;
                foreach (string entry in line[3..].Split(';'))
                {
                    string e = entry.Trim();
                    if (e == "explicit") Meta(mod).Explicit = true;
                    else if (e.StartsWith("go ", StringComparison.Ordinal)) Meta(mod).GoVersion = e[3..].Trim();
                }
            }
            else if (line != "" && line[0] != '#' && mod != null) _vendored[line.Trim()] = mod;
        }
    }

    private void CheckVendor()
    {
        var wrong = new StringBuilder();
        bool old = GoMod.CompareGo(Main!.GoVersion, "1.14") < 0;
        void Say(ModuleVersion m, string text) => wrong.Append($"\n\t{m}: {text}");
        var mod = _mods[0];
        foreach (var r in mod.Require)
        {
            if (_vendorMeta.TryGetValue(r, out var meta) && meta.Explicit) continue;
            if (!old) Say(r, "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt");
            else if (_vendorOrder.Find(v => v.Path == r.Path) is { } v && v.Version != r.Version) Say(r, $"is explicitly required in go.mod, but vendor/modules.txt indicates {v}");
        }
        foreach (var (from, to) in mod.Replace)
        {
            var noted = _vendorMeta.GetValueOrDefault(from)?.Replacement;
            if (noted == null)
            {
                if (!old) Say(from, "is replaced in go.mod, but not marked as replaced in vendor/modules.txt");
            }
            else if (noted != to) Say(from, $"is replaced by {to} in go.mod, but marked as replaced by {noted} in vendor/modules.txt");
        }
        foreach (var m in _vendorOrder)
        {
            if (_vendorMeta[m].Explicit && !mod.Require.Contains(m)) Say(m, "is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod");
        }
        foreach (var m in _vendorReplaced)
        {
            if (ReplacementOf(m) == null) Say(m, "is marked as replaced in vendor/modules.txt, but not replaced in go.mod");
        }
        if (wrong.Length > 0)
            throw new LoadError($"go: inconsistent vendoring in {Main.Dir}:{wrong}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor");
    }

    private Found FindVendored(string path)
    {
        string? main = InModule(path, Main!.Path) ? DirIn(path, Main.Path, Main.Dir, true) : null;
        string vendor = Path.Combine(VendorDir!, path);
        // Since Go 1.23 a package must be listed in modules.txt.
        bool listed = _vendored.TryGetValue(path, out var mv);
        bool inVendor = (listed || GoMod.CompareGo(Main.GoVersion, "1.23") < 0) && HasGoFiles(vendor);
        mv ??= new ModuleVersion(path, "");
        if (main != null && inVendor) return new Found(null, "", $"ambiguous import: found package {path} in multiple directories:\n\t{main}\n\t{vendor}");
        if (main != null) return new Found(Main, main, null);
        if (!inVendor)
        {
            string text = Missing(path);
            return new Found(null, "", IsStandardPath(path) ? text : $"cannot find module providing package {path}: import lookup disabled by -mod=vendor{(_cfg.Mod == "vendor" ? "" : "\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)")}");
        }
        if (!_vendorModules.TryGetValue(mv, out var module))
        {
            string go = _vendorMeta.GetValueOrDefault(mv)?.GoVersion ?? "";
            module = new Module { Path = mv.Path, Version = mv.Version, Dir = Path.Combine(VendorDir!, mv.Path), GoVersion = go == "" ? "1.16" : go, HasGoVersion = go != "", Replace = _vendorMeta.GetValueOrDefault(mv)?.Replacement, Indirect = IsIndirect(mv.Path) };
            _vendorModules.Add(mv, module);
        }
        return new Found(module, vendor, null);
    }
}
