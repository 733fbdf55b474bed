// LightGBM's public C interface (https://lightgbm.readthedocs.io/en/stable/C-API.html) in two calls: rows in, the trees' text
// out; and text and rows in, LightGBM's own scores out, which only the tests ask for. The library is found and loaded at run time.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// The functions of a loaded library; opaque to Swift.
struct CLightGBMLibrary;

/// Finds and loads lib_lightgbm.so: at `$XIEZHI_LIGHTGBM`, and then nowhere else; as `.deps/lib/lib_lightgbm.so` beside the executable and
/// upward; the same from the current folder upward; by its name with the system's loader. It stays loaded for the life of the process,
/// because it keeps threads.
///
/// Returns NULL, with a sentence in `message` (at most `capacity` bytes, with its closing zero), where none loads or one lacks a function.
const struct CLightGBMLibrary *CLightGBMOpen(char *message, size_t capacity);

/// Boosts up to `rounds` trees on row-major doubles, NaN being missing, and labels of 0 and 1.
///
/// One training runs at a time in a process: the number of OpenMP threads, by which LightGBM sizes its buffers, is a global of the library.
///
/// Returns the model as text, to be freed with `free`, or NULL with a sentence in `message`.
char *CLightGBMTrain(const struct CLightGBMLibrary *library, const double *rows, int32_t row_count, int32_t column_count,
                     const float *labels, const char *parameters, int rounds, char *message, size_t capacity);

/// The raw scores LightGBM itself gives to rows by a model's text, one a row. Returns zero, or non-zero with a sentence in `message`.
int CLightGBMPredict(const struct CLightGBMLibrary *library, const char *model, const double *rows, int32_t row_count, int32_t column_count,
                     double *scores, char *message, size_t capacity);
