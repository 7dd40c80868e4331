// The executable: dotnet GoClr.Runtime.dll [options] image.dll… -- program arguments
// A program that `goclr build` wrote has its image named in runtimeconfig.json, and all arguments are its own.
// Options: --argv0 NAME   what the program sees as os.Args[0]; default: the last image without its extension. An absolute path: os.Executable too
//          --report-exit  as `go run`: another status than 0 is printed ("exit status 2") and becomes 1
using System;

namespace GoClr.Runtime;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (AppContext.GetData("GoClr.Program") is string program)
        {
            Loader.RunWritten(program, args);
            return 0;
        }
        int i = 0;
        string? argv0 = null;
        while (i < args.Length && args[i].StartsWith("--", StringComparison.Ordinal) && args[i] != "--")
        {
            if (args[i] == "--argv0" && i + 1 < args.Length) { argv0 = args[i + 1]; i += 2; continue; }
            if (args[i] == "--report-exit") { Linux.ReportExit = true; i++; continue; }
            Fatal.Print("goclr: unknown option " + args[i] + "\n");
            return 2;
        }
        int first = i;
        while (i < args.Length && args[i] != "--") i++;
        if (i == first)
        {
            Fatal.Print("usage: GoClr.Runtime [--argv0 NAME] image.dll... [-- arguments]\n");
            return 2;
        }
        string[] images = args.AsSpan(first, i - first).ToArray();
        for (int k = 0; k < images.Length; k++) images[k] = System.IO.Path.GetFullPath(images[k]);
        string last = images[^1];
        bool launched = argv0 is ['/', ..];
        argv0 ??= last.EndsWith(".dll", StringComparison.Ordinal) ? last.Substring(0, last.Length - 4) : last;
        Loader.Run(images, argv0, launched, i < args.Length ? args.AsSpan(i + 1) : default);
        return 0;
    }
}
