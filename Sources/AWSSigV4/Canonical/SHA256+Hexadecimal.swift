internal import Basics
internal import Crypto

extension SHA256 {
    /// The hash of `bytes` as 64 lower-case hexadecimal digits.
    static func hexDigest(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        let fed: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        if fed == nil {
            Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().withUnsafeBytes { [UInt8](hexadecimal: $0) }
    }
}
