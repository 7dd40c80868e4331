// The calls that one frame stands for, innermost first: code of inlined functions, then the function itself.
//
// State numbers beyond a function's own states name places too: StateCount + k - 1 is the call that was inlined as node k, seen from its caller.
// So each call has a number that finds its name, file and line again without the numbers of the calls inside of it.
using GoClr.Abi;

namespace GoClr.Runtime;

internal unsafe struct InlineUnwinder
{
    private readonly FuncRec* _fn;
    private int _inl;                   // node of the inline tree, 0: the function itself, -1: past it
    internal int State, Line;

    internal InlineUnwinder(FuncRec* fn, int state)
    {
        _fn = fn;
        State = state;
        if (state >= fn->StateCount && state < fn->StateCount + fn->InlinedCount) { Node(state - fn->StateCount + 1); return; }
        StateRec* s = state > 0 && state < fn->StateCount ? fn->States + state : null;
        _inl = s != null ? s->Inline : 0;
        Line = s != null && s->Line > 0 ? s->Line : StartLine;
    }

    private void Node(int k)
    {
        InlineRec* call = _fn->Inlined + (k - 1);
        State = _fn->StateCount + k - 1;
        _inl = call->Parent;
        Line = call->Line;
    }

    internal readonly bool Valid => _inl >= 0;
    internal readonly bool IsInlined => _inl > 0;
    internal readonly InlineRec* Record => _fn->Inlined + (_inl - 1);
    internal readonly FuncFlags Flags => IsInlined ? Record->Flags : _fn->Flags;
    internal readonly int StartLine => IsInlined ? Record->StartLine : _fn->StartLine;
    internal readonly byte* NameText => IsInlined ? Record->Name : _fn->Name;
    internal readonly int NameLen => IsInlined ? Record->NameLen : _fn->NameLen;
    internal readonly byte* FileText => IsInlined ? Record->File : _fn->File;
    internal readonly int FileLen => IsInlined ? Record->FileLen : _fn->FileLen;
    internal readonly string Name => System.Text.Encoding.UTF8.GetString(NameText, NameLen);
    internal readonly string File => System.Text.Encoding.UTF8.GetString(FileText, FileLen);

    /// <summary>To the caller within the frame.</summary>
    internal void Next()
    {
        if (_inl > 0) Node(_inl);
        else _inl = -1;
    }
}
