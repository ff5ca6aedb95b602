#include <zlib.h>

// inflateInit2 is a macro, which Swift does not see. 15 is the largest window; 16 asks for the gzip format (zlib.h).
static inline int weir_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

// deflateInit2 is a macro too. 9 is the best compression, and 8 the usual amount of memory.
static inline int weir_deflate_gzip(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
