import Basics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The figures of this process that the system keeps; `nil` for one that the system does not tell.
package struct ProcessFigures: Sendable {
    /// The processor time in user and system mode, in seconds.
    package var processorTime: Double?
    /// The resident memory in bytes.
    package var residentMemory: Int?
    /// The number of open file descriptors.
    package var openFiles: Int?
    /// The maximum number of open file descriptors.
    package var maximumFiles: Int?

    /// Reads the current figures.
    package static func current() -> ProcessFigures {
        var figures = ProcessFigures()
        var usage = rusage()
        #if canImport(Glibc)
            let own = __rusage_who_t(RUSAGE_SELF.rawValue)
        #else
            let own = RUSAGE_SELF
        #endif
        if getrusage(own, &usage) == 0 { figures.processorTime = seconds(usage.ru_utime) + seconds(usage.ru_stime) }
        var limit = rlimit()
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        if getrlimit(files, &limit) == 0 { figures.maximumFiles = Int(exactly: limit.rlim_cur) }
        // proc(5): the second number of `statm` is the resident memory in pages.
        let parts = text(of: "/proc/self/statm").split(separator: " ")
        if parts.count > 1, let pages = Int(parts[1]) { figures.residentMemory = pages * Int(sysconf(pageSize)) }
        figures.openFiles = entries(of: "/proc/self/fd")
        return figures
    }

    /// Writes the figures into a table.
    package func write(into table: inout MetricTable) {
        if let processorTime { table.set(.processorTime, [], processorTime) }
        if let residentMemory { table.set(.residentMemory, [], Double(residentMemory)) }
        if let openFiles { table.set(.openFiles, [], Double(openFiles)) }
        if let maximumFiles { table.set(.maximumFiles, [], Double(maximumFiles)) }
    }

    private static let pageSize = Int32(_SC_PAGESIZE)

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    /// The first bytes of a file of the system; empty if it does not exist.
    private static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        return String(unsafeUninitializedCapacity: 256) { buffer in max(0, read(descriptor, buffer.baseAddress, 256)) }
    }

    /// The number of entries of a folder, without the descriptor that reads it.
    private static func entries(of path: String) -> Int? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count = -1
        while let entry = readdir(folder) {
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}
