extension String {
    /// `true` if the string is not empty and consists of printing ASCII characters other than the space.
    func isVisibleASCII(excluding excluded: UInt8 = 0) -> Bool {
        let isVisible = utf8.withContiguousStorageIfAvailable { bytes in
            // Without an early exit the loop vectorizes, and tokens are long.
            var offenders: UInt8 = 0
            for byte in bytes { offenders |= (byte &- 0x21 > 0x7E - 0x21 || byte == excluded) ? 1 : 0 }
            return offenders == 0 && !bytes.isEmpty
        }
        return isVisible ?? (!isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != excluded })
    }
}
