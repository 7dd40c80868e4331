// -buildmode=native: the image through NativeAOT. ilc comes from its NuGet package (the SDK restores it), the link is the machine's C compiler's.
//
//     program.dll ─→ entries.dll: fills a table with the code pointers of all methods of program.dll, in the order of their tokens
//                 ─→ main.cs:     thunks for reflection, one set per lowered signature that occurs in program.dll; calls NativeProgram.Run
//     both, program.dll, runtime ─dotnet publish→ executable ─append→ data image, trailer
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using GoClr.Abi;
using GoClr.Build.Driver;
using GoClr.Build.Link;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Publish;

internal static class NativeAot
{
    private const int FillPerMethod = 500;

    public static void Write(Toolchain tools, string image, string path)
    {
        string linker = Command.OnPath("clang") ? "clang" : Command.OnPath("gcc") ? "gcc" : throw new BuildException("goclr: -buildmode=native needs a C compiler for linking: neither clang nor gcc is on PATH");
        string dir = Path.Combine(tools.CacheDir, "native-" + Path.GetRandomFileName());
        Directory.CreateDirectory(dir);
        try
        {
            string dll = Path.Combine(image, "program.dll");
            var signatures = new SortedSet<string>(StringComparer.Ordinal);
            int methods = WriteEntries(tools, dll, Path.Combine(dir, "entries.dll"), signatures, out var fills);
            File.WriteAllText(Path.Combine(dir, "main.cs"), MainText(methods, fills, signatures));
            File.WriteAllText(Path.Combine(dir, "native.csproj"), ProjectText(tools, dll, linker));
            Progress.Say("compiling to native code");
            int status = Command.Run("dotnet", ["publish", "-c", "Release", "-o", Path.Combine(dir, "out"), "--nologo", "-v", "q", "-clp:NoSummary"], dir, out string text);
            if (status == Command.NotFound) throw new BuildException("goclr: -buildmode=native needs the .NET SDK: dotnet is not on PATH");
            Progress.Done();
            string made = Path.Combine(dir, "out", "native");
            if (status != 0 || !File.Exists(made)) throw new BuildException(Explain(text));
            File.Copy(made, path);
            using (var f = new FileStream(path, FileMode.Open, FileAccess.ReadWrite)) Bundle.AppendData(f, Path.Combine(image, "program.data"));
            Bundle.MakeExecutable(path);
        }
        finally { Directory.Delete(dir, recursive: true); }
    }

    private static string Explain(string text)
    {
        string[] errors = [.. text.Split('\n').Where(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)).Select(l => l.Trim()).Distinct().Take(5)];
        if (errors.Any(e => e.Contains("NU1101") || e.Contains("NU1102") || e.Contains("NU1301")))
            return "goclr: -buildmode=native needs the package Microsoft.DotNet.ILCompiler, which the .NET SDK could not restore:\n" + string.Join('\n', errors);
        return "goclr: -buildmode=native: NativeAOT failed:\n" + (errors.Length > 0 ? string.Join('\n', errors) : text.Trim());
    }

    // ---------------------------------------------------------------- the table of entries

    /// <returns>The number of methods. fills: "T0.Fill0", … in order.</returns>
    private static int WriteEntries(Toolchain tools, string dll, string output, SortedSet<string> signatures, out List<string> fills)
    {
        using var pe = new PEReader(File.OpenRead(dll));
        var md = pe.GetMetadataReader();
        var methods = new List<(string Class, string Name, string Signature)>();
        foreach (var t in md.TypeDefinitions)
        {
            var def = md.GetTypeDefinition(t);
            foreach (var m in def.GetMethods())
            {
                var method = md.GetMethodDefinition(m);
                string letters = Letters(md.GetBlobReader(method.Signature))!;
                methods.Add((md.GetString(def.Name), md.GetString(method.Name), letters));
                signatures.Add(letters);
            }
        }
        for (int i = 1; i <= md.GetTableRowCount(TableIndex.StandAloneSig); i++)
        {
            var handle = MetadataTokens.StandaloneSignatureHandle(i);
            if (Letters(md.GetBlobReader(md.GetStandaloneSignature(handle).Signature)) is { } letters) signatures.Add(letters);
        }

        var w = new AssemblyWriter("entries", NativeTable.Read(tools.RuntimeDll));
        fills = [];
        for (int first = 0; first < methods.Count; first += FillPerMethod)
        {
            // table[i] = ldftn method
            var code = new List<byte>();
            for (int i = first; i < Math.Min(first + FillPerMethod, methods.Count); i++)
            {
                code.AddRange([0x02, 0x20]);
                code.AddRange(BitConverter.GetBytes(8 * i));
                code.AddRange([0x6a, 0x58, 0xfe, 0x06]);
                code.AddRange(BitConverter.GetBytes(w.Reference("program", methods[i].Class, methods[i].Name, methods[i].Signature)));
                code.Add(0xdf);
            }
            code.Add(0x2a);
            string name = "Fill" + fills.Count;
            w.Method(name, "VL", w.Body(new IlBody { Code = [.. code], MaxStack = 3, Locals = "", Relocs = [] }).Offset);
            fills.Add($"{AssemblyWriter.ClassName('T', fills.Count / AssemblyWriter.MethodsPerClass)}.{name}");
        }
        w.Write(output, [('T', fills.Count)]);
        return methods.Count;
    }

    // The letters of a signature; null: it is one of local variables.
    private static string? Letters(BlobReader b)
    {
        if (b.ReadByte() == 0x07) return null;
        int n = b.ReadCompressedInteger();
        var s = new StringBuilder();
        for (int i = 0; i <= n; i++)
        {
            switch (b.ReadByte())
            {
                case 0x01: s.Append('V'); break;
                case 0x05: s.Append('B'); break;
                case 0x08: s.Append('I'); break;
                case 0x0a: s.Append('L'); break;
                case 0x0c: s.Append('F'); break;
                case 0x0d: s.Append('D'); break;
                case 0x11: b.ReadCompressedInteger(); s.Append('W'); break;
                default: return null;
            }
        }
        return s.ToString();
    }

    // ---------------------------------------------------------------- the main program

    private static string Clr(char c) => c switch { 'I' => "int", 'F' => "float", 'D' => "double", 'W' => "GoClr.Abi.W2", 'V' => "void", _ => "long" };

    private static string MainText(int methods, List<string> fills, SortedSet<string> signatures)
    {
        var w = new StringBuilder("using GoClr.Runtime;\ninternal static unsafe class Program\n{\n");
        var calls = new StringBuilder();
        // Reflection's names: the result, then what follows g.
        var shapes = new SortedSet<string>(signatures.Where(s => s.Length >= 2 && s[1] == 'L' && !s.Contains('B')).Select(s => s[0] + s[2..]), StringComparer.Ordinal);
        foreach (string s in shapes.ToList()) if (s.Length > 1 && s[1] == 'L') shapes.Add(s[0] + s[2..]);
        int k = 0;
        foreach (string s in shapes)
        {
            w.Append(Caller(s, k)).Append(Entry(s, k, 0)).Append(Entry(s, k, 1));
            string types = string.Concat(s.Skip(1).Select(c => ", " + Clr(c)));
            string entry = $"(delegate*<long, long{types}, {Clr(s[0])}>)&E{k}_";
            calls.Append($"        NativeProgram.AddThunk(\"{s}\", (delegate*<long, long, long*, void>)&C{k}, {entry}0, {entry}1);\n");
            k++;
        }
        w.Append("    private static void Main(string[] args)\n    {\n");
        w.Append($"        long* entries = (long*)System.Runtime.InteropServices.NativeMemory.Alloc({Math.Max(methods, 1)}, 8);\n");
        foreach (string f in fills) w.Append($"        {f}((long)entries);\n");
        w.Append(calls).Append("        NativeProgram.Run(entries, args);\n    }\n}\n");
        return w.ToString();
    }

    private static string Caller(string s, int k)
    {
        var args = new StringBuilder("g");
        var types = new StringBuilder("long");
        for (int i = 1; i < s.Length; i++)
        {
            types.Append(", ").Append(Clr(s[i]));
            args.Append(s[i] is 'I' or 'F' or 'D' ? $", *({Clr(s[i])}*)(w + {i - 1})" : $", w[{i - 1}]");
        }
        string call = $"((delegate*<{types}, {Clr(s[0])}>)code)({args})";
        string ret = $"(long*)(g + {GOffset.Ret})";
        string body = s[0] switch
        {
            'V' => $"{call};",
            'W' => $"var r = {call}; if (*(int*)g != 0) return; long* ret = {ret}; ret[0] = r.A; ret[1] = r.B;",
            'F' or 'D' => $"var r = {call}; if (*(int*)g == 0) *({Clr(s[0])}*)({ret}) = r;",
            _ => $"var r = {call}; if (*(int*)g == 0) *{ret} = r;",
        };
        return $"    private static void C{k}(long g, long code, long* w) {{ {body} }}\n";
    }

    private static string Entry(string s, int k, int target)
    {
        var head = new StringBuilder("long g, long context");
        var body = new StringBuilder($"long* w = stackalloc long[{s.Length}]; ");
        for (int i = 1; i < s.Length; i++)
        {
            head.Append($", {Clr(s[i])} p{i}");
            body.Append(s[i] is 'F' or 'D' ? $"*({Clr(s[i])}*)(w + {i - 1}) = p{i}; " : $"w[{i - 1}] = p{i}; ");
        }
        body.Append($"GoClr.Runtime.Natives.reflect.FuncEntry.Enter(g, context, NativeProgram.Target({target}), (long)w); ");
        string ret = $"(g + {GOffset.Ret})";
        body.Append(s[0] switch
        {
            'V' => "",
            'W' => $"return new GoClr.Abi.W2(((long*){ret})[0], ((long*){ret})[1]); ",
            _ => $"return *({Clr(s[0])}*){ret}; ",
        });
        return $"    private static {Clr(s[0])} E{k}_{target}({head}) {{ {body}}}\n";
    }

    private static string ProjectText(Toolchain tools, string dll, string linker) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <AssemblyName>native</AssemblyName>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <PublishAot>true</PublishAot>
            <CppCompilerAndLinker>{linker}</CppCompilerAndLinker>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <InvariantGlobalization>true</InvariantGlobalization>
            <UseSystemResourceKeys>true</UseSystemResourceKeys>
            <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
            <OptimizationPreference>Speed</OptimizationPreference>
            <StripSymbols>true</StripSymbols>
            <NuGetAudit>false</NuGetAudit>
            <NoWarn>$(NoWarn);CS8012;CS0162;IL2104;IL3053</NoWarn>
            <SuppressTrimAnalysisWarnings>true</SuppressTrimAnalysisWarnings>
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{tools.RuntimeDll}" />
            <Reference Include="{Path.Combine(tools.BinDir, "GoClr.Abi.dll")}" />
            <Reference Include="{dll}" />
            <Reference Include="entries.dll" />
          </ItemGroup>
        </Project>
        """;
}
