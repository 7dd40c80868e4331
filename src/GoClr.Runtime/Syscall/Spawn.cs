// Starting processes: syscall.forkAndExecInChild on posix_spawn. A child between fork and exec would run managed code, which cannot be; what posix_spawn cannot do answers ENOTSUP.
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Spawn
{
    private const string Libc = "libc.so.6";
    private const int ENOTSUP = 95;
    private const short SetPgroup = 2, SetSigDef = 4, SetSigMask = 8, SetSid = 0x80;

    [DllImport(Libc)] private static extern int posix_spawn(int* pid, byte* path, void* actions, void* attr, byte** argv, byte** envp);
    [DllImport(Libc)] private static extern int posix_spawn_file_actions_init(void* a);
    [DllImport(Libc)] private static extern int posix_spawn_file_actions_destroy(void* a);
    [DllImport(Libc)] private static extern int posix_spawn_file_actions_adddup2(void* a, int fd, int newfd);
    [DllImport(Libc)] private static extern int posix_spawn_file_actions_addclose(void* a, int fd);
    [DllImport(Libc)] private static extern int posix_spawn_file_actions_addchdir_np(void* a, byte* path);
    [DllImport(Libc)] private static extern int posix_spawnattr_init(void* a);
    [DllImport(Libc)] private static extern int posix_spawnattr_destroy(void* a);
    [DllImport(Libc)] private static extern int posix_spawnattr_setflags(void* a, short flags);
    [DllImport(Libc)] private static extern int posix_spawnattr_setpgroup(void* a, int pgroup);
    [DllImport(Libc)] private static extern int posix_spawnattr_setsigdefault(void* a, void* set);
    [DllImport(Libc)] private static extern int posix_spawnattr_setsigmask(void* a, void* set);

    /// <summary>syscall.ProcAttr and SysProcAttr as Go lays them out.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcAttr { internal byte* dir; internal long dirLen; internal long env, envLen, envCap; internal long* files; internal long filesLen, filesCap; internal SysProcAttr* sys; }

    [StructLayout(LayoutKind.Sequential)]
    private struct SysProcAttr
    {
        internal byte* chroot; internal long chrootLen;
        internal void* credential;
        internal byte ptrace, setsid, setpgid, setctty, noctty;
        internal long ctty;
        internal byte foreground;
        internal long pgid, pdeathsig, cloneflags, unshareflags;
        internal long uidMappings, uidLen, uidCap, gidMappings, gidLen, gidCap;
        internal byte gidSetgroups;
        internal long caps, capsLen, capsCap;
        internal byte useCgroup;
        internal long cgroup;
        internal long* pidfd;
    }

    /// <summary>(pid int, err Errno).</summary>
    [GoSymbol("syscall.forkAndExecInChild", CallClass.None)]
    public static W2 ForkAndExec(G* g, long argv0, long argv, long argvLen, long argvCap, long envv, long envvLen, long envvCap, long chroot, long dir, long attr, long sys, long pipe)
    {
        ProcAttr* pa = (ProcAttr*)attr;
        SysProcAttr* s = (SysProcAttr*)sys;
        if (chroot != 0 || s->credential != null || s->ptrace != 0 || s->setctty != 0 || s->noctty != 0 || s->foreground != 0 || s->pdeathsig != 0 || s->cloneflags != 0 || s->unshareflags != 0
            || s->uidLen != 0 || s->gidLen != 0 || s->capsLen != 0 || s->useCgroup != 0)
            return new W2(0, ENOTSUP);
        byte* actions = stackalloc byte[256], attributes = stackalloc byte[512], set = stackalloc byte[128];
        posix_spawn_file_actions_init(actions);
        posix_spawnattr_init(attributes);

        // The directory first: a relative program name counts from there, as after chdir in Go's child.
        if (dir != 0) posix_spawn_file_actions_addchdir_np(actions, (byte*)dir);
        int n = (int)pa->filesLen, next = n;
        int* fd = stackalloc int[n + 1];
        for (int i = 0; i < n; i++)
        {
            fd[i] = (int)pa->files[i];
            if (fd[i] >= next) next = fd[i] + 1;
        }
        if (pipe >= next) next = (int)pipe + 1;
        int firstTemp = next;
        for (int i = 0; i < n; i++)                                 // those that a lower number would overwrite move up first
            if (fd[i] >= 0 && fd[i] < i) { posix_spawn_file_actions_adddup2(actions, fd[i], next); fd[i] = next++; }
        for (int i = 0; i < n; i++)
        {
            if (fd[i] < 0) posix_spawn_file_actions_addclose(actions, i);
            else posix_spawn_file_actions_adddup2(actions, fd[i], i);   // the same number: clears close-on-exec
        }
        for (int i = firstTemp; i < next; i++) posix_spawn_file_actions_addclose(actions, i);
        for (int i = n; i < 3; i++) posix_spawn_file_actions_addclose(actions, i);

        short flags = SetSigDef | SetSigMask;
        if (s->setsid != 0) flags |= SetSid;
        if (s->setpgid != 0) { flags |= SetPgroup; posix_spawnattr_setpgroup(attributes, (int)s->pgid); }
        new System.Span<byte>(set, 128).Clear();
        posix_spawnattr_setsigmask(attributes, set);
        new System.Span<byte>(set, 128).Fill(0xff);                 // what .NET ignores (SIGPIPE) must not stay ignored
        posix_spawnattr_setsigdefault(attributes, set);
        posix_spawnattr_setflags(attributes, flags);

        int pid;
        int err = posix_spawn(&pid, (byte*)argv0, actions, attributes, (byte**)argv, (byte**)envv);
        posix_spawn_file_actions_destroy(actions);
        posix_spawnattr_destroy(attributes);
        if (err != 0) return new W2(0, err);
        if (s->pidfd != null)
        {
            long p = Linux.Syscall(434, pid, 0, 0, 0, 0, 0, out int _);
            *s->pidfd = p < 0 ? -1 : p;
        }
        return new W2(pid, 0);
    }

    /// <summary>os asks whether clone can give a pidfd: the descriptor comes from pidfd_open here. Result: nil error.</summary>
    [GoSymbol("os.checkClonePidfd", CallClass.None)]
    [GoSymbol("syscall.os_checkClonePidfd", CallClass.None)]
    public static W2 CheckClonePidfd(G* g) => default;
}
