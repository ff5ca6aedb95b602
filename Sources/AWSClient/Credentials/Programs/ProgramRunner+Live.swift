internal import Dispatch
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension ProgramRunner {
    /// Runs programs of this machine: without a shell, in a process group of their own, with nothing to read and with
    /// nowhere to complain to. Their standard error may hold secrets, so it is not collected at all.
    public static let live = ProgramRunner { request throws(Failure) in
        let isCancelled = CancellationFlag()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8], Failure>, Never>) in
                // The waiting blocks, which Swift's own threads are not for.
                DispatchQueue(label: "credential_process").async {
                    do throws(Failure) {
                        let program = try SpawnedProgram(request)
                        continuation.resume(returning: .success(try program.output { isCancelled.isSet }))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
        } onCancel: {
            isCancelled.set()
        }
        return try result.get()
    }
}

private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
