using System;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Publish;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class VersionVerb : Verb
{
    private readonly BoolFlag _modules, _all, _json;
    private int _status;

    public VersionVerb() : base("version", "goclr version [-m] [-v] [-json] [file ...]", "print Go version", """
        Version prints the version of the Go language and library that programs are built with, and that of GoClr. With files, programs that goclr or go
        built, it prints the Go version each was built with; of a folder, that of all programs in it.

        	-m     print what the program knows of its build: modules, settings
        	-json  the same as JSON; needs -m
        	-v     say of files in folders why they are no programs
        """)
    {
        Flags.Func("C", _ => "-C flag must be first flag on command line");
        _modules = Flags.Bool("m");
        _all = Flags.Bool("v");
        _json = Flags.Bool("json");
    }

    public override int Run(string[] args)
    {
        if (args.Length == 0)
        {
            // A flag from GOFLAGS may stand here without a meaning.
            string? alone = _modules ? "-m" : _all ? "-v" : _json ? "-json" : null;
            if (alone != null && !GoEnv.Get("GOFLAGS").Split(' ').Any(f => f.TrimStart('-').Split('=')[0] == alone[1..]))
            {
                Console.Error.WriteLine($"go: 'go version' only accepts {alone} flag with arguments");
                return 2;
            }
            var tools = new Toolchain(Progress.Line);
            string own = typeof(VersionVerb).Assembly.GetName().Version!.ToString(3);
            Console.Out.WriteLine($"go version {tools.GoVersion} linux/amd64 (goclr {own})");
            return 0;
        }
        if (_json && !_modules)
        {
            Console.Error.WriteLine("go: 'go version' with -json flag requires -m flag");
            return 2;
        }
        foreach (string a in args)
        {
            if (Directory.Exists(a)) Scan(a);
            else if (!File.Exists(a))
            {
                Console.Error.WriteLine($"stat {a}: no such file or directory");
                _status = 1;
            }
            else if (!One(a, named: true) && _modules) _status = 1;
        }
        return _status;
    }

    private void Scan(string dir)
    {
        string[] entries;
        try { entries = Directory.GetFileSystemEntries(dir); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return; }
        foreach (string path in entries.OrderBy(p => p, StringComparer.Ordinal))
        {
            string shown = dir == "." ? Path.GetFileName(path) : path;
            var info = new FileInfo(path);
            if (info.LinkTarget != null && !File.Exists(path))
            {
                if (_all) Console.Error.WriteLine($"{shown}: symlink");
            }
            else if (Directory.Exists(path))
            {
                if (info.LinkTarget == null) Scan(shown);
            }
            else One(shown, _all);
        }
    }

    private bool One(string file, bool named)
    {
        ProgramInfo? info;
        string error;
        try { info = ProgramInfo.Read(file, out error); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (named) Console.Error.WriteLine(file);
            return false;
        }
        if (info == null)
        {
            bool executable = (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0
                || Path.GetExtension(file) is ".so" or ".exe" or ".dll" || file.Contains(".so.", StringComparison.Ordinal);
            if (named && executable) Console.Error.WriteLine($"{file}: could not read Go build info from {file}: {error}");
            return false;
        }
        if (_modules && _json)
        {
            var w = new StringBuilder();
            GoJson.Write(w, info.Json());
            Console.Out.WriteLine(w.ToString());
            return true;
        }
        Console.Out.WriteLine($"{file}: {info.GoVersion}");
        if (_modules && info.Text.Length > 0) Console.Out.WriteLine("\t" + info.Text.TrimEnd('\n').Replace("\n", "\n\t"));
        return true;
    }
}
