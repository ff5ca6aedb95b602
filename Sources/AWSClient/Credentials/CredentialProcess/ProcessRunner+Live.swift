internal import Dispatch
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension ProcessRunner {
    /// A runner of local programs: without a shell, in their own process group, with empty standard input. Standard
    /// error is discarded, because it may contain secrets.
    package static let live = ProcessRunner { request throws(RunError) in
        let isCancelled = CancellationFlag()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8], RunError>, Never>) in
                // Waiting blocks, so keep it off the cooperative threads.
                DispatchQueue(label: "credential_process").async {
                    do throws(RunError) {
                        let program = try SpawnedProcess(request)
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
