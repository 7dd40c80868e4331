// The image's assembly: method definitions in classes of bounded size, member references, signatures, and the stream of IL bodies.
//
// A1  Classes hold at most 150 methods: a call across assemblies resolves its member by a walk over the class.
// A2  Every class has beforefieldinit: without it precompiled code calls a class-init check in every method.
// A3  Bodies have no InitLocals: locals that must be zero are set by the code.
// A4  The MVID is a hash of the contents: equal inputs give equal files, and a changed image is a different one to caches.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

internal sealed class AssemblyWriter
{
    public const int MethodsPerClass = 150;
    private readonly MetadataBuilder _m = new();
    private readonly NativeTable _natives;
    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];
    private readonly Dictionary<(string, string, string), TypeReferenceHandle> _types = [];
    private readonly Dictionary<string, BlobHandle> _methodSigs = [];
    private readonly Dictionary<string, int> _calliSigs = [];
    private readonly Dictionary<string, StandaloneSignatureHandle> _localSigs = [];
    private readonly Dictionary<int, int> _nativeRefs = [];
    private readonly Dictionary<(string, string, string), int> _baseRefs = [];
    private readonly int[] _w2Fields = [0, 0];
    private readonly string _name;
    private readonly ReservedBlob<GuidHandle> _mvid;
    private byte[] _il = new byte[1 << 20];
    private int _ilLength;

    public AssemblyWriter(string name, NativeTable natives)
    {
        _name = name;
        _natives = natives;
        _mvid = _m.ReserveGuid();
        _m.AddModule(0, _m.GetOrAddString(name + ".dll"), _mvid.Handle, default, default);
        _m.AddAssembly(_m.GetOrAddString(name), new Version(1, 0, 0, 0), default, default, 0, AssemblyHashAlgorithm.None);
    }

    // ---------------------------------------------------------------- references

    private AssemblyReferenceHandle Assembly(string name)
    {
        if (_assemblies.TryGetValue(name, out var h)) return h;
        Version v;
        BlobHandle key = default;
        if (name == _natives.AssemblyName) v = _natives.AssemblyVersion;
        else if (name == "System.Runtime")
        {
            v = new Version(10, 0, 0, 0);
            key = _m.GetOrAddBlob(ImmutableArray.Create<byte>(0xb0, 0x3f, 0x5f, 0x7f, 0x11, 0xd5, 0x0a, 0x3a));
        }
        else if (!_natives.References.TryGetValue(name, out v!)) v = new Version(1, 0, 0, 0);
        return _assemblies[name] = _m.AddAssemblyReference(_m.GetOrAddString(name), v, default, key, default, default);
    }

    private TypeReferenceHandle Type(string assembly, string ns, string name)
    {
        if (_types.TryGetValue((assembly, ns, name), out var h)) return h;
        return _types[(assembly, ns, name)] = _m.AddTypeReference(Assembly(assembly), ns == "" ? default : _m.GetOrAddString(ns), _m.GetOrAddString(name));
    }

    private TypeReferenceHandle W2 => Type("GoClr.Abi", "GoClr.Abi", "W2");

    public int W2Field(int i)
    {
        if (_w2Fields[i] != 0) return _w2Fields[i];
        var b = new BlobBuilder();
        new BlobEncoder(b).FieldSignature().Int64();
        return _w2Fields[i] = MetadataTokens.GetToken(_m.AddMemberReference(W2, _m.GetOrAddString(i == 0 ? "A" : "B"), _m.GetOrAddBlob(b)));
    }

    public int Native(NativeMethod n)
    {
        if (_nativeRefs.TryGetValue(n.Index, out int token)) return token;
        var b = new BlobBuilder();
        b.WriteByte(0);
        b.WriteCompressedInteger(n.Types.Length - 1);
        foreach (var t in n.Types)
        {
            for (int i = 0; i < t.Pointers; i++) b.WriteByte((byte)SignatureTypeCode.Pointer);
            b.WriteByte(t.Element);
            if (t.Element == 0x11) b.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(Type(t.Assembly!, t.Namespace!, t.Name!)));
        }
        var parent = Type(_natives.AssemblyName, n.Namespace, n.Class);
        return _nativeRefs[n.Index] = MetadataTokens.GetToken(_m.AddMemberReference(parent, _m.GetOrAddString(n.Name), _m.GetOrAddBlob(b)));
    }

    /// <summary>A function of a base image.</summary>
    public int BaseFunc(string assembly, int cls, string method, string signature) => Reference(assembly, ClassName('F', cls), method, signature);

    /// <summary>A method of a class of another image.</summary>
    public int Reference(string assembly, string cls, string method, string signature)
    {
        if (_baseRefs.TryGetValue((assembly, cls, method), out int token)) return token;
        return _baseRefs[(assembly, cls, method)] = MetadataTokens.GetToken(_m.AddMemberReference(Type(assembly, "", cls), _m.GetOrAddString(method), MethodSignature(signature)));
    }

    public static string ClassName(char kind, int n) => kind + n.ToString();

    // ---------------------------------------------------------------- signatures

    private void Letter(BlobBuilder b, char c)
    {
        switch (c)
        {
            case 'V': b.WriteByte(0x01); break;
            case 'B': b.WriteByte(0x05); break;
            case 'I': b.WriteByte(0x08); break;
            case 'L': b.WriteByte(0x0a); break;
            case 'F': b.WriteByte(0x0c); break;
            case 'D': b.WriteByte(0x0d); break;
            case 'W':
                b.WriteByte(0x11);
                b.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(W2));
                break;
            default: throw new InvalidOperationException($"signature letter '{c}'");
        }
    }

    private BlobHandle MethodSignature(string letters)
    {
        if (_methodSigs.TryGetValue(letters, out var h)) return h;
        var b = new BlobBuilder(letters.Length + 8);
        b.WriteByte(0);
        b.WriteCompressedInteger(letters.Length - 1);
        foreach (char c in letters) Letter(b, c);
        return _methodSigs[letters] = _m.GetOrAddBlob(b);
    }

    public int CalliSignature(string letters)
    {
        if (!_calliSigs.TryGetValue(letters, out int token)) _calliSigs[letters] = token = MetadataTokens.GetToken(_m.AddStandaloneSignature(MethodSignature(letters)));
        return token;
    }

    private int Locals(string letters)
    {
        if (letters.Length == 0) return 0;
        if (!_localSigs.TryGetValue(letters, out var h))
        {
            var b = new BlobBuilder(letters.Length + 8);
            b.WriteByte(0x07);
            b.WriteCompressedInteger(letters.Length);
            foreach (char c in letters) Letter(b, c);
            _localSigs[letters] = h = _m.AddStandaloneSignature(_m.GetOrAddBlob(b));
        }
        return MetadataTokens.GetToken(h);
    }

    // ---------------------------------------------------------------- bodies

    /// <summary>Appends a body and returns its offset; the caller patches tokens in the span that Code gives.</summary>
    public (int Offset, int CodeAt) Body(IlBody body)
    {
        bool tiny = body.Code.Length < 64 && body.MaxStack <= 8 && body.Locals.Length == 0;
        if (!tiny) _ilLength = (_ilLength + 3) & -4;
        int at = _ilLength, header = tiny ? 1 : 12;
        if (at + header + body.Code.Length > _il.Length) Array.Resize(ref _il, Math.Max(_il.Length * 2, at + header + body.Code.Length));
        if (tiny) _il[at] = (byte)(body.Code.Length << 2 | 2);
        else
        {
            BitConverter.TryWriteBytes(_il.AsSpan(at), (ushort)0x3003);
            BitConverter.TryWriteBytes(_il.AsSpan(at + 2), (ushort)Math.Max(body.MaxStack, 1));
            BitConverter.TryWriteBytes(_il.AsSpan(at + 4), body.Code.Length);
            BitConverter.TryWriteBytes(_il.AsSpan(at + 8), Locals(body.Locals));
        }
        body.Code.CopyTo(_il.AsSpan(at + header));
        _ilLength = at + header + body.Code.Length;
        return (at, at + header);
    }

    public void Patch(int at, int value) => BitConverter.TryWriteBytes(_il.AsSpan(at), value);

    /// <summary>Method definitions must be added in the order of their tokens.</summary>
    public void Method(string name, string signature, int offset) =>
        _m.AddMethodDefinition(MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig, MethodImplAttributes.IL, _m.GetOrAddString(name), MethodSignature(signature), offset, MetadataTokens.ParameterHandle(1));

    // ---------------------------------------------------------------- the file

    /// <param name="groups">Kind letter and number of methods of each group, in the order of their definitions.</param>
    public Guid Write(string path, ReadOnlySpan<(char Kind, int Count)> groups)
    {
        var obj = Type("System.Runtime", "System", "Object");
        int method = 1;
        _m.AddTypeDefinition(default, default, _m.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        const TypeAttributes Static = TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;
        foreach (var (kind, count) in groups)
        {
            for (int first = 0, n = 0; first < count; first += MethodsPerClass, n++)
                _m.AddTypeDefinition(Static, default, _m.GetOrAddString(ClassName(kind, n)), obj, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(method + first));
            method += count;
        }
        var il = new BlobBuilder(_ilLength + 16);
        il.WriteBytes(_il, 0, _ilLength);
        var header = new PEHeaderBuilder(imageCharacteristics: Characteristics.ExecutableImage | Characteristics.Dll | Characteristics.LargeAddressAware);
        var id = default(BlobContentId);
        var pe = new ManagedPEBuilder(header, new MetadataRootBuilder(_m), il, deterministicIdProvider: blobs =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var b in blobs) hash.AppendData(b.GetBytes());
            return BlobContentId.FromHash(hash.GetHashAndReset());
        });
        var outp = new BlobBuilder(_ilLength * 2 + (1 << 16));
        id = pe.Serialize(outp);
        _mvid.CreateWriter().WriteGuid(id.Guid);
        using var f = File.Create(path);
        outp.WriteContentTo(f);
        return id.Guid;
    }
}
