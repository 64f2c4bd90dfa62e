/* The recogniser's arithmetic for WebAssembly with SIMD: the network, the search over phrases, the free loop.
 *
 * Each function does what its namesake in voice_coach/listening/acoustic does with numpy, on float32 arrays that
 * the caller has put into the memory. Widths of layers and outputs are multiples of 8, the number of phones of 4.
 * Build: make kernel
 */
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define PAGE 65536ul
#define STATES 3

typedef float f32;

static const f32 LOWEST = -3.4e38f;

extern unsigned char __heap_base;
static uintptr_t top;

/* The next `bytes` of memory, aligned for vectors. Memory grows; give_back(p) frees p and all taken after it. */
EXPORT(take) void *take(size_t bytes) {
    if (!top) top = (uintptr_t)&__heap_base;
    uintptr_t at = (top + 15) & ~(uintptr_t)15;
    top = at + bytes;
    uintptr_t size = __builtin_wasm_memory_size(0) * PAGE;
    if (top > size && __builtin_wasm_memory_grow(0, (top - size + PAGE - 1) / PAGE) == (size_t)-1)
        __builtin_trap();
    return (void *)at;
}

EXPORT(give_back) void give_back(void *from) { top = (uintptr_t)from; }

static inline v128_t plus_times(v128_t sum, v128_t a, v128_t b) {
    return wasm_f32x4_add(sum, wasm_f32x4_mul(a, b));
}

static inline f32 larger(f32 a, f32 b) { return a > b ? a : b; }

/* weights[rows][columns] as panels of 8 columns each, so that a product reads them in order. */
EXPORT(to_panels) void to_panels(const f32 *weights, int rows, int columns, f32 *panels) {
    for (int column = 0; column < columns; column += 8)
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < 8; i++) *panels++ = weights[(size_t)row * columns + column + i];
}

/* out[steps][columns] = bias + the sum over taps of rows[tap][steps][width] x their part of the panels. */
static void product(const f32 *const *rows, int taps, int steps, int width, const f32 *panels, const f32 *bias,
                    f32 *out, int columns) {
    for (int column = 0; column < columns; column += 8) {
        v128_t low = wasm_v128_load(bias + column), high = wasm_v128_load(bias + column + 4);
        const f32 *panel = panels + (size_t)column * taps * width;
        int step = 0;
        for (; step + 4 <= steps; step += 4) {
            v128_t sum[8] = {low, high, low, high, low, high, low, high};
            const f32 *weight = panel;
            for (int tap = 0; tap < taps; tap++) {
                const f32 *in = rows[tap] + (size_t)step * width;
                for (int k = 0; k < width; k++, weight += 8) {
                    v128_t left = wasm_v128_load(weight), right = wasm_v128_load(weight + 4);
                    for (int s = 0; s < 4; s++) {
                        v128_t x = wasm_v128_load32_splat(in + s * width + k);
                        sum[2 * s] = plus_times(sum[2 * s], x, left);
                        sum[2 * s + 1] = plus_times(sum[2 * s + 1], x, right);
                    }
                }
            }
            for (int s = 0; s < 4; s++) {
                wasm_v128_store(out + (size_t)(step + s) * columns + column, sum[2 * s]);
                wasm_v128_store(out + (size_t)(step + s) * columns + column + 4, sum[2 * s + 1]);
            }
        }
        for (; step < steps; step++) {
            v128_t left = low, right = high;
            const f32 *weight = panel;
            for (int tap = 0; tap < taps; tap++) {
                const f32 *in = rows[tap] + (size_t)step * width;
                for (int k = 0; k < width; k++, weight += 8) {
                    v128_t x = wasm_v128_load32_splat(in + k);
                    left = plus_times(left, x, wasm_v128_load(weight));
                    right = plus_times(right, x, wasm_v128_load(weight + 4));
                }
            }
            wasm_v128_store(out + (size_t)step * columns + column, left);
            wasm_v128_store(out + (size_t)step * columns + column + 4, right);
        }
    }
}

/* Steps with room for the farthest tap on both sides, silent there. Returns the first step's place. */
static f32 *padded(int steps, int width, int margin) {
    size_t count = (size_t)(steps + 2 * margin) * width;
    f32 *all = take(count * sizeof(f32));
    for (size_t i = 0; i < count; i += 4) wasm_v128_store(all + i, wasm_f32x4_const(0, 0, 0, 0));
    return all + (size_t)margin * width;
}

typedef struct {
    const f32 *panels, *bias;
    int32_t dilation;
} Layer;

/* logits[steps][outputs] of in[steps][inputs]; see AcousticModel.log_posteriors. */
EXPORT(network)
void network(const f32 *in, int steps, int inputs, const Layer *layers, int count, int width, const f32 *out_panels,
             const f32 *out_bias, int outputs, f32 *logits) {
    int margin = 0;
    for (int i = 0; i < count; i++)
        if (layers[i].dilation > margin) margin = layers[i].dilation;
    void *mark = take(0);
    f32 *first = padded(steps, inputs, margin), *hidden = padded(steps, width, margin);
    size_t size = (size_t)steps * width;
    f32 *made = take(size * sizeof(f32));
    for (size_t i = 0; i < (size_t)steps * inputs; i += 4) wasm_v128_store(first + i, wasm_v128_load(in + i));
    v128_t zero = wasm_f32x4_const(0, 0, 0, 0);
    for (int i = 0; i < count; i++) {
        const f32 *from = i ? hidden : first;
        int wide = i ? width : inputs;
        size_t away = (size_t)layers[i].dilation * wide;
        const f32 *taps[3] = {from - away, from, from + away};
        product(taps, 3, steps, wide, layers[i].panels, layers[i].bias, made, width);
        /* hidden is zero before the first layer: adding to it serves all of them. */
        for (size_t k = 0; k < size; k += 4) {
            v128_t more = wasm_f32x4_pmax(zero, wasm_v128_load(made + k));
            wasm_v128_store(hidden + k, wasm_f32x4_add(wasm_v128_load(hidden + k), more));
        }
    }
    const f32 *only[1] = {hidden};
    product(only, 1, steps, width, out_panels, out_bias, logits, outputs);
    give_back(mark);
}

/* totals[chains]; see search.chain_totals. before and remaining are what silence makes of the rest. */
EXPORT(chain_totals)
void chain_totals(const f32 *scores, int steps, int outputs, const int32_t *output_of, const f32 *skip, int states,
                  const int32_t *first, const int32_t *last, int chains, const f32 *before, const f32 *remaining,
                  f32 never, f32 *totals) {
    void *mark = take(0);
    f32 *alive = take((size_t)(states + 2 + 4) * sizeof(f32)), *score = take((size_t)(states + 4) * sizeof(f32));
    for (int i = 0; i < states + 2; i++) alive[i] = never;
    for (int c = 0; c < chains; c++) totals[c] = LOWEST;
    for (int step = 0; step < steps; step++) {
        const f32 *row = scores + (size_t)step * outputs;
        int i = 0;
        for (; i + 4 <= states; i += 4) {
            v128_t stayed = wasm_v128_load(alive + i + 2), moved = wasm_v128_load(alive + i + 1);
            v128_t skipped = wasm_f32x4_add(wasm_v128_load(alive + i), wasm_v128_load(skip + i));
            wasm_v128_store(score + i, wasm_f32x4_pmax(wasm_f32x4_pmax(stayed, moved), skipped));
        }
        for (; i < states; i++) score[i] = larger(larger(alive[i + 2], alive[i + 1]), alive[i] + skip[i]);
        for (int c = 0; c < chains; c++) score[first[c]] = larger(alive[first[c] + 2], before[step]);
        for (i = 0; i < states; i++) alive[i + 2] = score[i] + row[output_of[i]];
        for (int c = 0; c < chains; c++) totals[c] = larger(totals[c], alive[last[c] + 2] + remaining[step + 1]);
    }
    give_back(mark);
}

/* The best that phones in any order reach; see search.loop_total. change[phones][phones], silence comes last. */
EXPORT(loop_total)
f32 loop_total(const f32 *scores, int steps, int phones, const f32 *change, f32 skip, f32 never) {
    void *mark = take(0);
    int silence = phones - 1;
    f32 *alive[STATES], *entered = take((size_t)phones * sizeof(f32));
    for (int j = 0; j < STATES; j++) {
        alive[j] = take((size_t)phones * sizeof(f32));
        for (int p = 0; p < phones; p++) {
            f32 start = j ? never : p == silence ? 0 : change[silence * phones + p];
            alive[j][p] = start + scores[p * STATES + j];
        }
    }
    for (int step = 1; step < steps; step++) {
        const f32 *row = scores + (size_t)step * phones * STATES;
        for (int q = 0; q < phones; q += 4) {
            v128_t best = wasm_f32x4_splat(LOWEST);
            for (int p = 0; p < phones; p++) {
                v128_t left = wasm_v128_load32_splat(alive[2] + p);
                best = wasm_f32x4_pmax(best, wasm_f32x4_add(left, wasm_v128_load(change + p * phones + q)));
            }
            wasm_v128_store(entered + q, best);
        }
        for (int p = 0; p < phones; p++) {
            f32 a = alive[0][p], b = alive[1][p], c = alive[2][p];
            f32 score[STATES] = {larger(a, entered[p]), larger(b, a), larger(c, larger(b, a - skip))};
            if (p == silence) score[0] = score[1] = score[2] = larger(larger(a, larger(b, c)), entered[p]);
            for (int j = 0; j < STATES; j++) alive[j][p] = score[j] + row[p * STATES + j];
        }
    }
    f32 best = larger(alive[0][silence], alive[1][silence]);
    for (int p = 0; p < phones; p++) best = larger(best, alive[2][p]);
    give_back(mark);
    return best;
}
